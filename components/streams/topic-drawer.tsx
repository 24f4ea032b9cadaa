'use client';

import { Drawer, Table, Tabs } from '@mantine/core';
import type { GroupStatus, TopicStatus } from '../../engine/live/protocol.ts';
import { formatBytes, formatWhole, NOTHING } from '../theme/format.ts';
import { Messages } from './messages.tsx';
import classes from './streams.module.css';

interface Props {
  /** Null closes the drawer. */
  topic: TopicStatus | null;
  groups: readonly GroupStatus[];
  zone: string;
  close: () => void;
}

/** A topic's partitions, live, and its newest records. */
export function TopicDrawer({ topic, groups, zone, close }: Props) {
  return (
    <Drawer
      opened={topic !== null}
      onClose={close}
      position="right"
      size="xl"
      title={<span className={classes.drawerTitle}>{topic?.name}</span>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      attributes={{ content: { 'data-testid': 'topic-drawer' } }}
    >
      {topic && (
        <Tabs defaultValue="partitions" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="partitions">Partitions</Tabs.Tab>
            <Tabs.Tab value="messages">Newest records</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="partitions">
            <Partitions topic={topic} />
            <Readers topic={topic.name} groups={groups} />
          </Tabs.Panel>
          <Tabs.Panel value="messages">
            <Messages topic={topic} zone={zone} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Drawer>
  );
}

function Partitions({ topic }: { topic: TopicStatus }) {
  const known = (value: number | null): string => (value === null ? NOTHING : formatWhole(value));
  return (
    <div className={classes.scroll}>
      <Table fz="sm" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Partition</Table.Th>
            <Table.Th ta="right">First offset</Table.Th>
            <Table.Th ta="right">Next offset</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
            <Table.Th ta="right">Leader</Table.Th>
            <Table.Th ta="right">In sync</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {topic.partitions.map((partition) => (
            <Table.Tr key={partition.partition}>
              <Table.Td>{partition.partition}</Table.Td>
              <Table.Td ta="right">{known(partition.startOffset)}</Table.Td>
              <Table.Td ta="right">{known(partition.endOffset)}</Table.Td>
              <Table.Td ta="right">
                {partition.sizeBytes === null ? NOTHING : formatBytes(partition.sizeBytes)}
              </Table.Td>
              <Table.Td ta="right">{partition.leader === null ? 'none' : partition.leader}</Table.Td>
              <Table.Td ta="right">
                {partition.inSyncReplicas.length} of {partition.replicas.length}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Readers({ topic, groups }: { topic: string; groups: readonly GroupStatus[] }) {
  const readers = groups.filter((group) => group.partitions.some((partition) => partition.topic === topic));
  if (readers.length === 0) return null;
  return (
    <p className={classes.note}>
      Read by{' '}
      {readers
        .map(({ groupId, partitions }) => {
          const lag = partitions.reduce((sum, part) => sum + (part.topic === topic ? (part.lag ?? 0) : 0), 0);
          return `${groupId} (lag ${formatWhole(lag)})`;
        })
        .join(', ')}
      .
    </p>
  );
}
