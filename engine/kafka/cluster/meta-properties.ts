import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who this broker is; kept in `meta.properties` as Kafka keeps it. */
export interface MetaProperties {
  readonly clusterId: string;
  readonly nodeId: number;
}

/** A fresh id as Kafka writes ids: 16 random bytes in 22 characters of base64url. */
export function randomId(): string {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
}

/** Reads `meta.properties`, or writes it on a folder's first use. */
export async function openMetaProperties(dir: string, nodeId: number): Promise<MetaProperties> {
  const path = join(dir, 'meta.properties');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return parse(text, path);
  const fresh = { clusterId: randomId(), nodeId };
  await writeFile(`${path}.new`, `version=1\ncluster.id=${fresh.clusterId}\nnode.id=${nodeId}\n`, { flush: true });
  await rename(`${path}.new`, path);
  return fresh;
}

function parse(text: string, path: string): MetaProperties {
  const clusterId = /^cluster\.id=(\S+)\s*$/m.exec(text)?.[1];
  const nodeId = Number(/^node\.id=(\d+)\s*$/m.exec(text)?.[1]);
  if (clusterId === undefined || !Number.isInteger(nodeId)) {
    throw new Error(`${path} lacks cluster.id or node.id: restore it from a copy, or move the folder away`);
  }
  return { clusterId, nodeId };
}
