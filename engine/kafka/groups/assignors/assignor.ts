import type { Assignment } from './assignment.ts';

/** One member as an assignor sees it. */
export interface AssignedMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Ids of topics that it subscribes to and that exist, each once. */
  readonly topicIds: readonly string[];
  /** What the last target assignment gave it. */
  readonly previous: Assignment;
}

/** Gives every partition of the subscribed topics to one subscriber; a function of its inputs alone. Each member is in the result. */
export type Assignor = (
  members: readonly AssignedMember[],
  partitionsOf: (topicId: string) => number,
) => ReadonlyMap<string, Assignment>;
