'use client';

import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { StreamsMessage } from '../../engine/live/protocol.ts';
import { ConnectionBadge } from '../live/connection-badge.tsx';
import { useLive } from '../live/use-live.ts';
import { useTimeZone } from '../state/time-zone.ts';
import { formatBytes, formatCount, formatShort, NOTHING } from '../theme/format.ts';
import { GroupDrawer } from './group-drawer.tsx';
import { GroupList } from './group-list.tsx';
import { perSecond } from './rates.ts';
import classes from './streams.module.css';
import { TopicDrawer } from './topic-drawer.tsx';
import { TopicList } from './topic-list.tsx';

const CHANNELS = ['streams'] as const;

/** The log: what is in it and who has read how far, once a second. */
export function StreamsPage({ zone: guess }: { zone: string }) {
  const { view, connection } = useLive(null, CHANNELS);
  const zone = useTimeZone(guess);
  const { streams } = view;
  return (
    <div className={classes.streams} data-testid="streams" data-connected={connection.kind === 'live' || undefined}>
      <div className={classes.head}>
        <h1>Streams</h1>
        <ConnectionBadge connection={connection} logReachable={view.logReachable} />
      </div>
      {streams ? <Streams streams={streams} zone={zone} /> : <StreamsSkeleton />}
    </div>
  );
}

function Streams({ streams, zone }: { streams: StreamsMessage; zone: string }) {
  const [topicName, setTopic] = useState<string | null>(null);
  const [groupId, setGroup] = useState<string | null>(null);
  const topic = streams.topics.find(({ name }) => name === topicName) ?? null;
  const group = streams.groups.find((candidate) => candidate.groupId === groupId) ?? null;
  return (
    <>
      <Summary streams={streams} />
      <TopicList topics={streams.topics} open={setTopic} />
      <GroupList groups={streams.groups} open={setGroup} />
      <TopicDrawer topic={topic} groups={streams.groups} zone={zone} close={() => setTopic(null)} />
      <GroupDrawer group={group} close={() => setGroup(null)} />
    </>
  );
}

/** The whole log in four figures. */
function Summary({ streams }: { streams: StreamsMessage }) {
  const produced = streams.topics.reduce((sum, topic) => sum + (topic.producedPerSecond ?? 0), 0);
  const messages = streams.topics.reduce((sum, topic) => sum + topic.messages, 0);
  const sizes = streams.topics.flatMap((topic) => topic.sizeBytes ?? []);
  const lag = streams.groups.reduce((sum, group) => sum + group.lag, 0);
  const members = streams.groups.reduce((sum, group) => sum + group.members.length, 0);
  const figures: Array<[string, string, string]> = [
    ['Written', perSecond(produced), 'records a second'],
    ['Records', formatShort(messages), `in ${formatCount(streams.topics.length, 'topic')}`],
    ['On disk', sizes.length > 0 ? formatBytes(sizes.reduce((sum, size) => sum + size, 0)) : NOTHING, 'all partitions'],
    ['Lag', formatShort(lag), `${formatCount(streams.groups.length, 'group')}, ${formatCount(members, 'member')}`],
  ];
  return (
    <dl className={classes.summary}>
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className={classes.note}>{note}</dd>
        </div>
      ))}
    </dl>
  );
}

function StreamsSkeleton() {
  return (
    <div role="status" aria-label="Loading" className={classes.streams}>
      <Skeleton height={96} radius={14} />
      <Skeleton height={260} radius={14} />
      <Skeleton height={200} radius={14} />
    </div>
  );
}
