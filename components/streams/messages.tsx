'use client';

import { Button, Group, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { TopicStatus } from '../../engine/live/protocol.ts';
import type { MessagesAnswer } from '../../engine/queries/answers.ts';
import type { Message } from '../../engine/queries/messages.ts';
import { messagesAddress } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { formatClock } from '../theme/dates.ts';
import { formatWhole } from '../theme/format.ts';
import classes from './streams.module.css';

interface Props {
  topic: TopicStatus;
  zone: string;
}

/** The newest records of a partition, read without a group: nobody's position moves. */
export function Messages({ topic, zone }: Props) {
  // The partition with most in it is the one to look at first.
  const [partition, setPartition] = useState(() => fullest(topic));
  const [refresh, setRefresh] = useState(0);
  const answer = useAnswer<MessagesAnswer>(messagesAddress(topic.name, partition), refresh);
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Select
          size="xs"
          w={150}
          aria-label="Partition"
          allowDeselect={false}
          data={topic.partitions.map((one) => ({ value: String(one.partition), label: `Partition ${one.partition}` }))}
          value={String(partition)}
          onChange={(value) => setPartition(Number(value))}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={answer.loading}
          onClick={() => setRefresh((count) => count + 1)}
        >
          Read again
        </Button>
      </Group>
      {answer.problem && !answer.current ? (
        <Trouble problem={answer.problem} retryAt={answer.retryAt} />
      ) : (
        answer.current && <MessageList messages={answer.data?.messages ?? []} zone={zone} />
      )}
    </>
  );
}

function fullest(topic: TopicStatus): number {
  const count = (index: number): number =>
    (topic.partitions[index]!.endOffset ?? 0) - (topic.partitions[index]!.startOffset ?? 0);
  const best = topic.partitions.reduce((found, _, index) => (count(index) > count(found) ? index : found), 0);
  return topic.partitions[best]?.partition ?? 0;
}

function MessageList({ messages, zone }: { messages: readonly Message[]; zone: string }) {
  if (messages.length === 0) return <p className={classes.none}>This partition holds no records.</p>;
  return (
    <ol className={classes.messages}>
      {messages.map((message) => (
        <li key={message.offset}>
          <div className={classes.messageHead}>
            <span>offset {formatWhole(message.offset)}</span>
            <span>{message.key ?? 'no key'}</span>
            <time>{formatClock(message.timestamp, zone)}</time>
          </div>
          <pre>{message.value === null ? 'tombstone' : pretty(message)}</pre>
        </li>
      ))}
    </ol>
  );
}

/** JSON laid out; anything else as it is. */
function pretty({ value, cut }: Message): string {
  if (cut) return `${value}…`;
  try {
    return JSON.stringify(JSON.parse(value!), null, 2);
  } catch {
    return value!;
  }
}
