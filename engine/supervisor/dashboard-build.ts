import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the dashboard is built from; a change in any of it makes the build stale. */
const SOURCES = ['app', 'components', 'engine', 'next.config.js', 'package-lock.json', 'tsconfig.json'];
const SOURCE_FILE = /\.(ts|tsx|js|css|json|svg|ico)$/;

/** Digest over names and contents of the dashboard's sources. */
function sourcesDigest(root: string): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const child = `${path}/${entry.name}`;
      // The dashboard imports nothing of the broker, which is the largest room.
      if (entry.isDirectory() && child !== 'engine/kafka') visit(child);
      else if (entry.isFile() && SOURCE_FILE.test(entry.name))
        hash.update(child).update(readFileSync(join(root, child)));
    }
  };
  for (const source of SOURCES) {
    if (source.includes('.')) hash.update(source).update(readFileSync(join(root, source)));
    else visit(source);
  }
  return hash.digest('hex');
}

const stampPath = (root: string): string => join(root, '.next', 'weir-build');

/** Whether `.next` holds a build of the sources as they are. */
export function dashboardIsBuilt(root: string): boolean {
  return existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === sourcesDigest(root);
}

/** Builds the dashboard. Throws with the end of what the build printed where it fails. */
export async function buildDashboard(root: string): Promise<void> {
  const digest = sourcesDigest(root);
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  let tail = '';
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-6_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the dashboard did not build:\n${tail}`))));
  });
  writeFileSync(stampPath(root), digest);
}
