import type { TopicStatus } from '../../engine/live/protocol.ts';
import { formatBytes, formatWhole, NOTHING } from '../theme/format.ts';
import panel from '../theme/panel.module.css';
import { perSecond } from './rates.ts';
import classes from './streams.module.css';

interface Props {
  topics: readonly TopicStatus[];
  open: (name: string) => void;
}

/** Every topic; a click opens its partitions and newest records. */
export function TopicList({ topics, open }: Props) {
  return (
    <section className={panel.panel} aria-label="Topics" data-testid="topics">
      <div className={classes.listHead}>
        <h2 className={panel.title}>Topics</h2>
      </div>
      <div className={`${classes.row} ${classes.topicRow} ${classes.headings}`} aria-hidden>
        <span>Name</span>
        <span>Records by partition</span>
        <span>Records</span>
        <span>Size</span>
        <span>Written a second</span>
      </div>
      <ul className={classes.rows}>
        {topics.map((topic) => (
          <li key={topic.name}>
            <button
              type="button"
              className={`${classes.row} ${classes.topicRow}`}
              onClick={() => open(topic.name)}
              data-testid={`topic-${topic.name}`}
            >
              <span className={classes.name}>{topic.name}</span>
              <PartitionStrip topic={topic} />
              <Fact name="Records">{formatWhole(topic.messages)}</Fact>
              <Fact name="Size">{topic.sizeBytes === null ? NOTHING : formatBytes(topic.sizeBytes)}</Fact>
              <Fact name="Written a second">{perSecond(topic.producedPerSecond)}</Fact>
            </button>
          </li>
        ))}
      </ul>
      {topics.length === 0 && <p className={classes.none}>No topics yet: the first event makes them.</p>}
    </section>
  );
}

/** How evenly the records lie: one bar a partition. */
function PartitionStrip({ topic }: { topic: TopicStatus }) {
  const counts = topic.partitions.map(({ startOffset, endOffset }) => (endOffset ?? 0) - (startOffset ?? 0));
  const top = Math.max(1, ...counts);
  return (
    <span className={classes.strip} title={`${topic.partitions.length} partitions`}>
      {topic.partitions.map(({ partition }, index) => (
        <span key={partition} style={{ height: `${Math.max(6, (counts[index]! / top) * 100)}%` }} />
      ))}
    </span>
  );
}

/** A figure with its name, which only narrow screens show. */
export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <span className={classes.fact}>
      <span className={classes.factName}>{name}</span>
      {children}
    </span>
  );
}
