/**
 * Fetch (1): reads record batches from partitions, waiting for more where there is little.
 *
 * Behaviour: answered at once if `minBytes` are there, if the client does not wait, or if any partition has an error or a
 * diverging epoch; otherwise when enough was appended or `maxWaitMs` have passed. Batches are sent as they lie in the log, whole; one may
 * start before the offset asked for, and one is sent even where it is larger than every limit. Fetch sessions (KIP-227): an incremental
 * request names what changed and is answered with what changed; partitions that gave data go to the end, so that none starves.
 * read_committed ends at the last stable offset, and is told which transactions with a part in the batches were aborted (KIP-98).
 *
 * Version notes: sessions from v7, zstd from v10, last fetched epoch from v12, topic ids from v13. v14-18 change what followers
 * send, which is not looked at.
 */
import { ERROR_CODES, RequestError } from '../protocol/errors.ts';
import {
  FetchApi,
  type FetchRequest,
  type FetchResponse,
  type FetchResponsePartition,
  type FetchResponseTopic,
} from '../protocol/generated/fetch.ts';
import { type FetchPass, readTargets } from './fetch-read.ts';
import { type FetchPlan, type FetchTarget, targetKey } from './fetch-sessions.ts';
import { handler, type RequestContext } from './handler.ts';

/** Longest that a client may wait, whatever it asks for. */
const MAX_WAIT_MS = 600_000;
const TOPIC_IDS_FROM_VERSION = 13;

export const fetch = handler({
  api: FetchApi,
  versions: [4, 18],
  metered: { quota: 'consumer_byte_rate', bytes: (_, response) => recordBytes(response) },
  async handle(request: FetchRequest, context: RequestContext) {
    let plan: FetchPlan;
    try {
      plan = context.broker.fetchSessions.plan(request, context.version >= TOPIC_IDS_FROM_VERSION);
    } catch (error) {
      if (error instanceof RequestError) return failed(ERROR_CODES[error.code]);
      throw error;
    }
    const pass = await readUntilEnough(plan, request, context);
    return answer(plan, pass);
  },
});

async function readUntilEnough(plan: FetchPlan, request: FetchRequest, context: RequestContext): Promise<FetchPass> {
  const { fetchPurgatory, config, throttle } = context.broker;
  const atOnce = throttle.mostAtOnce('consumer_byte_rate', context);
  const limits = {
    maxBytes: Math.min(request.maxBytes, config.maxFetchBytes, atOnce),
    isolationLevel: request.isolationLevel,
  };
  const deadlineMs = performance.now() + Math.min(request.maxWaitMs, MAX_WAIT_MS);
  let isGone = false;
  const stopListening = context.onClose(() => {
    isGone = true;
  });
  try {
    for (;;) {
      const pass = await readTargets(plan.targets, limits, context);
      if (pass.isStale) continue;
      const leftMs = deadlineMs - performance.now();
      const isEnough = pass.bytes >= request.minBytes || pass.isUrgent || plan.targets.length === 0;
      if (isEnough || leftMs <= 0 || isGone || fetchPurgatory.isClosed) return pass;
      await fetchPurgatory.park(pass.watched, leftMs, context.onClose);
    }
  } finally {
    stopListening();
  }
}

function answer({ session, isIncremental }: FetchPlan, pass: FetchPass): FetchResponse {
  const topics: FetchResponseTopic[] = [];
  for (const { target, answer } of pass.partitions) {
    const told = session?.partitions.get(targetKey(target));
    if (told !== undefined) {
      const isNews = hasNews(told.told, answer);
      told.told =
        answer.errorCode === ERROR_CODES.NONE
          ? { highWatermark: answer.highWatermark, logStartOffset: answer.logStartOffset }
          : null;
      if (isIncremental && !isNews) continue;
      if (answer.records?.length) {
        session?.partitions.delete(targetKey(target));
        session?.partitions.set(targetKey(target), told);
      }
    }
    add(topics, target, answer);
  }
  return { throttleTimeMs: 0, errorCode: ERROR_CODES.NONE, sessionId: session?.id ?? 0, topics, nodeEndpoints: [] };
}

function hasNews(
  told: { highWatermark: number; logStartOffset: number } | null,
  answer: FetchResponsePartition,
): boolean {
  return (
    told === null ||
    answer.errorCode !== ERROR_CODES.NONE ||
    answer.divergingEpoch !== null ||
    (answer.records?.length ?? 0) > 0 ||
    answer.highWatermark !== told.highWatermark ||
    answer.logStartOffset !== told.logStartOffset
  );
}

/** Targets of one topic come mostly in a row, and share an entry then. */
function add(topics: FetchResponseTopic[], { topic, topicId }: FetchTarget, partition: FetchResponsePartition): void {
  const last = topics.at(-1);
  if (last !== undefined && last.topic === topic && last.topicId === topicId) last.partitions.push(partition);
  else topics.push({ topic, topicId, partitions: [partition] });
}

const failed = (errorCode: number): FetchResponse => ({
  throttleTimeMs: 0,
  errorCode,
  sessionId: 0,
  topics: [],
  nodeEndpoints: [],
});

function recordBytes(response: FetchResponse | null): number {
  let bytes = 0;
  for (const { partitions } of response?.topics ?? []) {
    for (const { records } of partitions) bytes += records?.length ?? 0;
  }
  return bytes;
}
