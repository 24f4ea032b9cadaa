/** Names of what the fuzzed requests are about. */
export const PLAIN = 'fuzz-plain';
export const COMPACTED = 'fuzz-compacted';
/** Deleted and made again by fuzzed requests. */
export const FLEETING = 'fuzz-fleeting';
export const GROUP = 'fuzz-group';
export const TRANSACTIONAL_ID = 'fuzz-transactions';
export const PARTITIONS = 3;

/** The control client's; far from every name that a mutation may reach. */
export const CONTROL_TOPIC = 'steady.control';
export const CONTROL_GROUP = 'steady.readers';

/** What the broker gave the names above; differs from run to run and is part of what a failure is written down with. */
export interface World {
  readonly plainId: string;
  readonly compactedId: string;
  readonly producerId: number;
}

/** Stands in for a run's own ids where frames are only looked at. */
export const NO_WORLD: World = {
  plainId: 'AAAAAAAAAAAAAAAAAAAAAQ',
  compactedId: 'AAAAAAAAAAAAAAAAAAAAAg',
  producerId: 1,
};
