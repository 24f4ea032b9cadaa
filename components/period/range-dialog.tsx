'use client';

import { Button, Group, Modal, Stack } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';

type Ends = [string | null, string | null];

interface Props {
  opened: boolean;
  title: string;
  testId: string;
  /** What is marked at first. */
  first: Ends;
  /** The last day that can be chosen. */
  today: string;
  close: () => void;
  choose: (from: string, to: string) => void;
}

/** A calendar for a first and a last day. */
export function RangeDialog({ opened, title, testId, first, today, close, choose }: Props) {
  const [ends, setEnds] = useState<Ends>(first);
  const wide = useMediaQuery('(min-width: 640px)');
  const [from, to] = first;
  useEffect(() => {
    if (opened) setEnds([from, to]);
  }, [opened, from, to]);
  const apply = (): void => {
    if (!ends[0]) return;
    choose(ends[0], ends[1] ?? ends[0]);
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size="auto"
      centered
      attributes={{ content: { 'data-testid': testId } }}
    >
      <Stack>
        <DatePicker
          type="range"
          allowSingleDateInRange
          weekendDays={[]}
          numberOfColumns={wide ? 2 : 1}
          value={ends}
          onChange={(value) => setEnds(value)}
          maxDate={today}
          defaultDate={wide ? previousMonth(ends[1] ?? today) : (ends[1] ?? today)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={apply} disabled={!ends[0]}>
            Show
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** With two months side by side the chosen one is on the right. */
function previousMonth(date: string): string {
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year!, month! - 2, 1)).toISOString().slice(0, 10);
}
