import type { TopicDescription, TopicsView } from '../../../../engine/kafka/groups/topics-view.ts';

/** Topics as a test says. The id of a topic is 22 characters that begin with its name. */
export class FixedTopics implements TopicsView {
  readonly #topics = new Map<string, number>();
  version = 0;

  constructor(topics: Readonly<Record<string, number>> = {}) {
    for (const [name, partitions] of Object.entries(topics)) this.set(name, partitions);
  }

  /** 0 takes the topic away. */
  set(name: string, partitions: number): void {
    if (partitions > 0) this.#topics.set(name, partitions);
    else this.#topics.delete(name);
    this.version++;
  }

  topic(name: string): TopicDescription | undefined {
    const partitions = this.#topics.get(name);
    return partitions === undefined ? undefined : { id: topicIdOf(name), name, partitions };
  }

  topicById(id: string): TopicDescription | undefined {
    for (const name of this.#topics.keys()) if (topicIdOf(name) === id) return this.topic(name);
    return undefined;
  }

  names(): Iterable<string> {
    return this.#topics.keys();
  }
}

/** Valid as a uuid in base64url, whose last character holds two bits. */
export const topicIdOf = (name: string): string =>
  `${name
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .padEnd(21, 'A')
    .slice(0, 21)}A`;
