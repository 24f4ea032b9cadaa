'use client';

import { ActionIcon, Button, Kbd, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar, IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import { useDashboard } from '../state/dashboard.tsx';
import { addDays, addMonths, monthStart } from './calendar.ts';
import classes from './period.module.css';
import { type PeriodChoice, shifted } from './period.ts';
import { periodLabel, periodMenu } from './period-names.ts';
import { RangeDialog } from './range-dialog.tsx';

/** Which days are looked at. Every entry has its key; the arrows go to the period before and after. */
export function PeriodMenu() {
  const { state, place, change } = useDashboard();
  const [custom, dialog] = useDisclosure(false);
  const { today } = place;
  const yesterday = addDays(today, -1);
  const groups = periodMenu(yesterday, addMonths(monthStart(today), -1));
  // The interval that suited the old period may not suit the new one.
  const choose = (choice: PeriodChoice): void => change({ ...choice, interval: null });
  const back = shifted(state, -1, today);
  const forth = shifted(state, 1, today);
  useShortcuts([
    ...groups
      .flat()
      .map(({ key, label, choice }) => ({ keys: key, label, group: 'Period', run: () => choose(choice) })),
    { keys: 'c', label: 'Custom range', group: 'Period', run: dialog.open },
    { keys: 'ArrowLeft', label: 'Period before', group: 'Period', run: () => back && choose(back) },
    { keys: 'ArrowRight', label: 'Period after', group: 'Period', run: () => forth && choose(forth) },
  ]);
  const label = periodLabel(state, today, yesterday);
  return (
    <div className={classes.period}>
      <Step label="Period before" to={back} choose={choose} Icon={IconChevronLeft} />
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconCalendar size={16} stroke={1.7} />}
            rightSection={<IconChevronDown size={14} />}
            aria-label={`Period: ${label}`}
            data-testid="period"
            className={classes.button}
          >
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {groups.map((group) => (
            <Fragment key={group[0]!.key}>
              {group.map(({ key, label: name, choice }) => (
                <Menu.Item
                  key={key}
                  onClick={() => choose(choice)}
                  rightSection={<Kbd size="xs">{key.toUpperCase()}</Kbd>}
                  fw={choice.period === state.period && choice.date === state.date ? 650 : undefined}
                >
                  {name}
                </Menu.Item>
              ))}
              <Menu.Divider />
            </Fragment>
          ))}
          <Menu.Item onClick={dialog.open} rightSection={<Kbd size="xs">C</Kbd>}>
            Custom range…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Step label="Period after" to={forth} choose={choose} Icon={IconChevronRight} />
      <RangeDialog
        opened={custom}
        title="Custom range"
        testId="range-dialog"
        first={state.period === 'custom' ? [state.from, state.to] : [null, null]}
        today={today}
        close={dialog.close}
        choose={(from, to) => choose({ period: 'custom', date: null, from, to })}
      />
    </div>
  );
}

interface StepProps {
  label: string;
  to: PeriodChoice | null;
  choose: (choice: PeriodChoice) => void;
  Icon: typeof IconChevronLeft;
}

function Step({ label, to, choose, Icon }: StepProps) {
  return (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={label}
      disabled={to === null}
      onClick={() => to && choose(to)}
      className={classes.step}
    >
      <Icon size={16} stroke={1.8} />
    </ActionIcon>
  );
}
