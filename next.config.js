/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: {
    // `npm run check` runs tsc over everything; a user's first start should not wait for it.
    ignoreBuildErrors: true,
    // Next rewrites the file that it is pointed to: this one is its own, the project's stays as it is.
    tsconfigPath: 'app/tsconfig.json',
  },
  // Plain Node modules with native or dynamic parts: required at run time, not bundled.
  serverExternalPackages: ['@clickhouse/client', '@platformatic/kafka', 'chdb', 'pino'],
  experimental: {
    // Routes are loaded as they are asked for: a server that only collects stays small.
    preloadEntriesOnStart: false,
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/dates', '@tabler/icons-react'],
  },
};
