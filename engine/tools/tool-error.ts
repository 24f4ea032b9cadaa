import { KafkaError } from '../stream/kafka-error.ts';
import { nearestNames } from './nearest.ts';

/** A tool could not do what was asked; the message says why and what to do. */
export class ToolError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ToolError';
  }
}

/** Says that there is no such topic or group, and which may have been meant. */
export function unknownName(kind: 'topic' | 'group', name: string, names: readonly string[]): ToolError {
  const near = nearestNames(name, names);
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : `weir ${kind}s lists those there are (${names.length}).`;
  return new ToolError(`there is no ${kind} "${name}"; ${hint}`);
}

/** Errors between client and broker, in words for the person at the terminal. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  TOPIC_ALREADY_EXISTS: 'there is a topic of that name already',
  NON_EMPTY_GROUP: 'the group still has members; stop its consumers first',
  UNKNOWN_MEMBER_ID: 'the group still has members; stop its consumers first',
  GROUP_ID_NOT_FOUND: 'there is no such group',
  TOPIC_AUTHORIZATION_FAILED: 'this user may not do that with the topic; see the ACLs',
  GROUP_AUTHORIZATION_FAILED: 'this user may not do that with the group; see the ACLs',
  CLUSTER_AUTHORIZATION_FAILED: 'this user may not do that with the cluster; see the ACLs',
};

/** Runs a tool against brokers; what fails between them is told in words. */
export async function explained<T>(brokers: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    const where = brokers.join(', ');
    if (error.code === 'UNREACHABLE' || error.code === 'TIMEOUT') {
      throw new ToolError(
        `no broker answers at ${where}; start one with "weir start" or "weir broker", or name another with --brokers HOST:PORT`,
        error,
      );
    }
    throw new ToolError(`${EXPLANATIONS[error.code] ?? error.message} (${error.code})`, error);
  }
}
