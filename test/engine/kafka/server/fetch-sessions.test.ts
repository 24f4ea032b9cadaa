import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../../../engine/kafka/protocol/generated/fetch.ts';
import { ZERO_UUID } from '../../../../engine/kafka/protocol/reader.ts';
import { FetchSessions } from '../../../../engine/kafka/server/fetch-sessions.ts';

function request(
  sessionId: number,
  sessionEpoch: number,
  partitions: number[],
  forgotten: number[] = [],
): FetchRequest {
  return {
    clusterId: null,
    replicaId: -1,
    replicaState: null,
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    sessionId,
    sessionEpoch,
    topics: [
      {
        topic: 'clicks',
        topicId: ZERO_UUID,
        partitions: partitions.map((partition) => ({
          partition,
          currentLeaderEpoch: -1,
          fetchOffset: 0,
          lastFetchedEpoch: -1,
          logStartOffset: -1,
          partitionMaxBytes: 1000,
          replicaDirectoryId: ZERO_UUID,
          highWatermark: Number.MAX_SAFE_INTEGER,
        })),
      },
    ],
    forgottenTopics: forgotten.length > 0 ? [{ topic: 'clicks', topicId: ZERO_UUID, partitions: forgotten }] : [],
    rackId: '',
  };
}

const partitionsOf = (plan: { targets: readonly { partition: number }[] }): number[] =>
  plan.targets.map(({ partition }) => partition);

describe('fetch sessions (KIP-227)', () => {
  it('begin at epoch 0, and go on with what changed', () => {
    const sessions = new FetchSessions(10);
    const begun = sessions.plan(request(0, 0, [0, 1, 2]), false);
    expect(begun).toMatchObject({ isIncremental: false, session: { epoch: 1 } });
    const id = begun.session!.id;
    const next = sessions.plan(request(id, 1, [5], [1]), false);
    expect(next.isIncremental).toBe(true);
    expect(partitionsOf(next)).toEqual([0, 2, 5]);
    expect(partitionsOf(sessions.plan(request(id, 2, []), false))).toEqual([0, 2, 5]);
  });

  it('are not made for epoch -1, which closes the one that is named', () => {
    const sessions = new FetchSessions(10);
    expect(sessions.plan(request(0, -1, [0]), false).session).toBeNull();
    const { session } = sessions.plan(request(0, 0, [0]), false);
    sessions.plan(request(session!.id, -1, []), false);
    expect(sessions.size).toBe(0);
  });

  it('refuse an id that is not known, an epoch that is not next, and a change to topic ids', () => {
    const sessions = new FetchSessions(10);
    const { session } = sessions.plan(request(0, 0, [0]), false);
    const { id } = session!;
    const code = (sessionId: number, epoch: number, ids: boolean) => () =>
      sessions.plan(request(sessionId, epoch, []), ids);
    expect(code(id + 1, 1, false)).toThrow(expect.objectContaining({ code: 'FETCH_SESSION_ID_NOT_FOUND' }));
    expect(code(id, 2, false)).toThrow(expect.objectContaining({ code: 'INVALID_FETCH_SESSION_EPOCH' }));
    expect(code(id, 1, true)).toThrow(expect.objectContaining({ code: 'FETCH_SESSION_TOPIC_ID_ERROR' }));
  });

  it('end when their last partition is forgotten', () => {
    const sessions = new FetchSessions(10);
    const { session } = sessions.plan(request(0, 0, [0]), false);
    expect(sessions.plan(request(session!.id, 1, [], [0]), false)).toMatchObject({ targets: [], session: null });
    expect(sessions.size).toBe(0);
  });

  it('keep to their bound: a full table makes room only where one was long unused', () => {
    let nowMs = 0;
    const sessions = new FetchSessions(2, () => nowMs);
    const first = sessions.plan(request(0, 0, [0]), false).session!;
    sessions.plan(request(0, 0, [0]), false);
    expect(sessions.plan(request(0, 0, [0]), false).session).toBeNull();
    nowMs = 120_000;
    expect(sessions.plan(request(0, 0, [0]), false).session).not.toBeNull();
    expect(sessions.size).toBe(2);
    expect(() => sessions.plan(request(first.id, 1, []), false)).toThrow(
      expect.objectContaining({ code: 'FETCH_SESSION_ID_NOT_FOUND' }),
    );
  });
});
