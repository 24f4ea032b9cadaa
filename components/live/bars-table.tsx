import { ScrollArea, Table } from '@mantine/core';
import type { Bar } from '../../engine/live/protocol.ts';
import { formatWhole } from '../theme/format.ts';

interface Props {
  bars: readonly Bar[];
  time: (start: number) => string;
}

/** The table behind the bars, the newest first. */
export function BarsTable({ bars, time }: Props) {
  return (
    <ScrollArea h={260} type="auto" data-testid="bars-table">
      <Table stickyHeader fz="sm" verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th ta="right">Events</Table.Th>
            <Table.Th ta="right">Page views</Table.Th>
            <Table.Th ta="right">Visitors</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.toReversed().map((bar) => (
            <Table.Tr key={bar.start}>
              <Table.Td>{time(bar.start)}</Table.Td>
              <Table.Td ta="right">{formatWhole(bar.events)}</Table.Td>
              <Table.Td ta="right">{formatWhole(bar.pageviews)}</Table.Td>
              <Table.Td ta="right">{formatWhole(bar.visitors)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
