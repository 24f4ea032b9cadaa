'use client';

import { Button, Combobox, Text, useCombobox } from '@mantine/core';
import { IconSelector, IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import type { Site } from '../../engine/queries/sites.ts';
import { formatShort } from '../theme/format.ts';
import classes from './site-picker.module.css';

interface Props {
  sites: readonly Site[];
  site: string;
  choose: (site: string) => void;
}

/** The sites that have sent something, with a search. */
export function SitePicker({ sites, site, choose }: Props) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => {
      combobox.focusSearchInput();
      combobox.selectActiveOption();
    },
  });
  const found = sites.filter((candidate) => candidate.site.includes(search.trim().toLowerCase()));
  return (
    <Combobox
      store={combobox}
      width={280}
      position="bottom-start"
      onOptionSubmit={(value) => {
        combobox.closeDropdown();
        choose(value);
      }}
    >
      <Combobox.Target targetType="button">
        <Button
          variant="subtle"
          color="gray"
          className={classes.button}
          leftSection={<IconWorld size={19} stroke={1.6} aria-hidden />}
          rightSection={<IconSelector size={15} stroke={1.8} aria-hidden />}
          onClick={() => combobox.toggleDropdown()}
          aria-label={`Site: ${site}`}
          data-testid="site-picker"
        >
          {site}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {sites.length > 5 && (
          <Combobox.Search
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder="Find a site"
            aria-label="Find a site"
          />
        )}
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label="Sites">
          {found.map((candidate) => (
            <Combobox.Option value={candidate.site} key={candidate.site} active={candidate.site === site}>
              <span className={classes.option} data-active={candidate.site === site || undefined}>
                <span className={classes.name}>{candidate.site}</span>
                <Text span size="xs" c="dimmed">
                  {formatShort(candidate.events)} events
                </Text>
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>No site of that name</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
