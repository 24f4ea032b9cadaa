import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make the real brokers, stores and browsers wait for one another.
    maxWorkers: 2,
    // CI's machine is shared: one more try there for what waited too long, and the report says so. None at home, where a
    // test that fails now and then is to be seen and mended.
    retry: process.env.CI ? 1 : 0,
  },
});
