'use client';

import { Drawer, Table } from '@mantine/core';
import type { GroupStatus } from '../../engine/live/protocol.ts';
import { formatCount, formatWhole, NOTHING } from '../theme/format.ts';
import { GroupState } from './group-list.tsx';
import classes from './streams.module.css';

interface Props {
  /** Null closes the drawer. */
  group: GroupStatus | null;
  close: () => void;
}

/** A group's members with what they are given, and how far each partition is read. */
export function GroupDrawer({ group, close }: Props) {
  return (
    <Drawer
      opened={group !== null}
      onClose={close}
      position="right"
      size="xl"
      title={<span className={classes.drawerTitle}>{group?.groupId}</span>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      attributes={{ content: { 'data-testid': 'group-drawer' } }}
    >
      {group && (
        <>
          <p className={classes.note}>
            <GroupState state={group.state} /> {formatCount(group.members.length, 'member')}, lag{' '}
            {formatWhole(group.lag)}
          </p>
          <Members group={group} />
          <Positions group={group} />
        </>
      )}
    </Drawer>
  );
}

function Members({ group }: { group: GroupStatus }) {
  return (
    <ul className={classes.members}>
      {group.members.map((member) => (
        <li key={member.memberId}>
          <strong>{member.clientId}</strong> <span className={classes.note}>{member.host}</span>
          <div className={classes.memberId}>{member.memberId}</div>
          {Object.entries(member.assignments).map(([topic, partitions]) => (
            <div key={topic} className={classes.assigned}>
              {topic}
              {partitions.map((partition) => (
                <span key={partition}>{partition}</span>
              ))}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Positions({ group }: { group: GroupStatus }) {
  return (
    <div className={classes.scroll}>
      <Table fz="sm" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Topic</Table.Th>
            <Table.Th ta="right">Partition</Table.Th>
            <Table.Th ta="right">Read up to</Table.Th>
            <Table.Th ta="right">Next offset</Table.Th>
            <Table.Th ta="right">Lag</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {group.partitions.map(({ topic, partition, committedOffset, endOffset, lag }) => (
            <Table.Tr key={`${topic}/${partition}`}>
              <Table.Td>{topic}</Table.Td>
              <Table.Td ta="right">{partition}</Table.Td>
              <Table.Td ta="right">{formatWhole(committedOffset)}</Table.Td>
              <Table.Td ta="right">{endOffset === null ? NOTHING : formatWhole(endOffset)}</Table.Td>
              <Table.Td ta="right">{lag === null ? NOTHING : formatWhole(lag)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
