'use client';

import { Button, Checkbox, Kbd, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsDiff, IconChevronDown } from '@tabler/icons-react';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import { useDashboard } from '../state/dashboard.tsx';
import { formatDates } from '../theme/dates.ts';
import classes from './period.module.css';
import { type Comparison, comparisonOf, type DateRange, rangeOf } from './period.ts';
import { RangeDialog } from './range-dialog.tsx';

const LABELS: Record<Comparison, string> = {
  off: 'No comparison',
  previous: 'Previous period',
  year: 'Year before',
  custom: 'Custom period…',
};

/** What the period is compared with. */
export function CompareMenu() {
  const { state, place, change } = useDashboard();
  const [custom, dialog] = useDisclosure(false);
  const range = rangeOf(state, place.today, place.firstDay);
  const possible = !('minutes' in range) && state.period !== 'all';
  useShortcuts([
    {
      keys: 'x',
      label: 'Comparison on or off',
      group: 'Period',
      run: () => change({ compare: state.compare === 'off' ? 'previous' : 'off' }),
    },
  ]);
  if (!possible) return null;
  const compared = comparisonOf(range, state);
  const choose = (compare: Comparison): void => (compare === 'custom' ? dialog.open() : change({ compare }));
  return (
    <>
      <Menu position="bottom-end" width={250} closeOnItemClick={false}>
        <Menu.Target>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconArrowsDiff size={16} stroke={1.7} />}
            rightSection={<IconChevronDown size={14} />}
            aria-label={`Comparison: ${LABELS[state.compare]}`}
            title={compared ? formatDates(compared.from, compared.to) : undefined}
            data-testid="compare"
            className={`${classes.button} ${classes.iconic}`}
          >
            <span>{compared ? buttonText(state.compare, compared) : 'Compare'}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(LABELS) as Comparison[]).map((compare) => (
            <Menu.Item
              key={compare}
              onClick={() => choose(compare)}
              closeMenuOnClick
              rightSection={compare === 'off' ? <Kbd size="xs">X</Kbd> : undefined}
              fw={compare === state.compare ? 650 : undefined}
            >
              {LABELS[compare]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            component="div"
            disabled={state.compare === 'off' || state.compare === 'custom'}
            onClick={() => change({ matchWeekday: !state.matchWeekday })}
          >
            <Checkbox size="xs" readOnly tabIndex={-1} checked={state.matchWeekday} label="Match day of the week" />
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RangeDialog
        opened={custom}
        title="Compare with"
        testId="compare-dialog"
        first={[state.compareFrom, state.compareTo]}
        today={place.today}
        close={dialog.close}
        choose={(compareFrom, compareTo) => change({ compare: 'custom', compareFrom, compareTo })}
      />
    </>
  );
}

function buttonText(compare: Comparison, { from, to }: DateRange): string {
  return compare === 'custom' ? `vs. ${formatDates(from, to)}` : `vs. ${LABELS[compare].toLowerCase()}`;
}
