/** Names of a partition folder's files, as Kafka's: twenty digits of the base offset and what the file holds. */

export const LOG_SUFFIX = '.log';
export const OFFSET_INDEX_SUFFIX = '.index';
export const TIME_INDEX_SUFFIX = '.timeindex';
/** Aborted transactions; there only where there are any. */
export const TXN_INDEX_SUFFIX = '.txnindex';
export const SNAPSHOT_SUFFIX = '.snapshot';
/** What the cleaner is still writing: worthless after a crash. */
export const CLEANED_SUFFIX = '.cleaned';
/** A finished segment that is about to take the place of those it was cleaned from. */
export const SWAP_SUFFIX = '.swap';

const BASE_NAME = /^(\d{20})(\..+)$/;

export function fileName(offset: number, suffix: string): string {
  return String(offset).padStart(20, '0') + suffix;
}

/** Offset and suffix of a segment's file; undefined for any other file. */
export function parseFileName(name: string): { offset: number; suffix: string } | undefined {
  const match = BASE_NAME.exec(name);
  return match ? { offset: Number(match[1]), suffix: match[2]! } : undefined;
}
