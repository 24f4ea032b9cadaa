'use client';

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import type { Filter } from '../../engine/queries/filters.ts';
import type { Site } from '../../engine/queries/sites.ts';
import { FilterDialog } from '../filters/filter-dialog.tsx';
import { FilterPills } from '../filters/filter-pills.tsx';
import type { Live } from '../live/use-live.ts';
import { CompareMenu } from '../period/compare-menu.tsx';
import period from '../period/period.module.css';
import { PeriodMenu } from '../period/period-menu.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import { SitePicker } from '../site-picker/site-picker.tsx';
import { useDashboard } from '../state/dashboard.tsx';
import { CurrentVisitors } from './current-visitors.tsx';
import classes from './overview.module.css';

interface Props {
  sites: readonly Site[];
  live: Live;
}

/** Site, visitors now, filters, period and comparison. */
export function Toolbar({ sites, live }: Props) {
  const { state, place, change } = useDashboard();
  const [opened, dialog] = useDisclosure(false);
  const [edited, setEdited] = useState<Filter | null>(null);
  const openFilter = (filter: Filter | null): void => {
    setEdited(filter);
    dialog.open();
  };
  useShortcuts([
    { keys: '/', label: 'Add a filter', group: 'Filters', run: () => openFilter(null) },
    { keys: 'Escape', label: 'Clear all filters', group: 'Filters', run: () => change({ filters: [] }) },
  ]);
  return (
    <div className={classes.toolbar}>
      <div className={classes.who}>
        <SitePicker
          sites={sites}
          site={place.site}
          choose={(site) => change({ site, filters: [], details: null, tabs: {} })}
        />
        <CurrentVisitors live={live} site={place.site} />
      </div>
      <div className={classes.when}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconFilter size={16} stroke={1.7} />}
          onClick={() => openFilter(null)}
          aria-label="Add a filter"
          data-testid="add-filter"
          className={period.iconic}
          fw={550}
        >
          <span>Filter</span>
        </Button>
        <PeriodMenu />
        <CompareMenu />
      </div>
      {state.filters.length > 0 && (
        <div className={classes.filters}>
          <FilterPills edit={openFilter} />
        </div>
      )}
      <FilterDialog opened={opened} close={dialog.close} edited={edited} />
    </div>
  );
}
