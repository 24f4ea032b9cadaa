import { ScrollArea, Table } from '@mantine/core';
import type { FiguresAnswer } from '../../engine/queries/answers.ts';
import type { Interval } from '../../engine/queries/range.ts';
import { longText, METRIC_LOOKS } from '../metrics/metrics.ts';
import { METRICS } from '../state/state.ts';
import { formatBucket } from '../theme/dates.ts';

interface Props {
  answer: FiguresAnswer;
  interval: Interval;
  zone: string;
}

/** The table behind the chart: every metric of every bucket, the newest first. */
export function ChartTable({ answer, interval, zone }: Props) {
  const begun = answer.points.filter((point) => point.state !== 'future').toReversed();
  return (
    <ScrollArea h={336} type="auto" data-testid="chart-table">
      <Table stickyHeader striped="even" verticalSpacing={6} fz="sm" miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            {METRICS.map((metric) => (
              <Table.Th key={metric} ta="right">
                {METRIC_LOOKS[metric].label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {begun.map((point) => (
            <Table.Tr key={point.start}>
              <Table.Td>
                {formatBucket(point.start, interval, zone)}
                {point.state === 'partial' && ' (part)'}
              </Table.Td>
              {METRICS.map((metric) => (
                <Table.Td key={metric} ta="right">
                  {longText(point, metric)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
