import { join } from 'node:path';
import { readIfPresent, writeFileAtomic } from './atomic-file.ts';

const FILE = 'partition.metadata';
const TOPIC_ID_BYTES = 16;

/** The topic's id in the partition's folder, as Kafka writes it: base64url of 16 bytes. */
export function writeTopicId(dir: string, topicId: Buffer): void {
  writeFileAtomic(join(dir, FILE), `version: 0\ntopic_id: ${topicId.toString('base64url')}`, true);
}

/** undefined when the folder has none (a crash while it was created). */
export function readTopicId(dir: string): Buffer | undefined {
  const match = /^topic_id: (\S+)$/m.exec(readIfPresent(join(dir, FILE)) ?? '');
  const id = match ? Buffer.from(match[1]!, 'base64url') : undefined;
  return id?.length === TOPIC_ID_BYTES ? id : undefined;
}
