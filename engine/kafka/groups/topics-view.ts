/** A topic as groups see it. */
export interface TopicDescription {
  readonly id: string;
  readonly name: string;
  readonly partitions: number;
}

/** The topics of the cluster. What it tells changes with `version`, and never while a step runs. */
export interface TopicsView {
  /** Grows with every topic that is made, grows or goes. */
  readonly version: number;
  topic(name: string): TopicDescription | undefined;
  topicById(id: string): TopicDescription | undefined;
  names(): Iterable<string>;
}
