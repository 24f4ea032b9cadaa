'use client';

import { Button, Group, Modal, ScrollArea, Table, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { BreakdownAnswer } from '../../engine/queries/answers.ts';
import type { BreakdownRow } from '../../engine/queries/breakdown.ts';
import type { Dimension } from '../../engine/queries/filters.ts';
import { breakdownAddress, csvAddress } from '../data/addresses.ts';
import { Trouble } from '../data/trouble.tsx';
import { type Answer, useAnswer } from '../data/use-answer.ts';
import { dimensionLabel } from '../filters/filter.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { formatDuration, formatPercent, formatWhole, NOTHING } from '../theme/format.ts';
import classes from './details.module.css';
import { ValueIcon } from './value-icon.tsx';
import { isNamed, valueName } from './values.ts';

const STEP = 100;
/** Named values (countries, languages) are few and searched by their name: all are loaded. */
const ALL_NAMED = 1_000;

interface Column {
  label: string;
  text: (row: BreakdownRow) => string;
}

const orNothing = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? NOTHING : format(value);

function columnsOf(dimension: Dimension): Column[] {
  const visitors: Column = { label: 'Visitors', text: (row) => formatWhole(row.visitors) };
  const visits: Column = { label: 'Visits', text: (row) => formatWhole(row.visits) };
  const pageviews: Column = { label: 'Page views', text: (row) => formatWhole(row.pageviews) };
  const events: Column = { label: 'Events', text: (row) => formatWhole(row.events) };
  if (dimension === 'event' || dimension.startsWith('prop:')) return [visitors, visits, events];
  if (dimension === 'page') {
    return [
      visitors,
      visits,
      pageviews,
      { label: 'Time on page', text: (row) => orNothing(row.time_on_page, formatDuration) },
    ];
  }
  if (dimension === 'hostname') return [visitors, visits, pageviews];
  return [
    visitors,
    visits,
    pageviews,
    { label: 'Bounce rate', text: (row) => orNothing(row.bounce_rate, formatPercent) },
    { label: 'Visit duration', text: (row) => orNothing(row.visit_duration, formatDuration) },
  ];
}

/** Every value of a list with all its figures, a search and a CSV file. */
export function DetailsModal() {
  const { state, change } = useDashboard();
  const close = (): void => change({ details: null });
  return (
    <Modal
      opened={state.details !== null}
      onClose={close}
      title={state.details === null ? '' : dimensionLabel(state.details)}
      size="xl"
      centered
      attributes={{ content: { 'data-testid': 'details-modal' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {state.details !== null && <Details dimension={state.details as Dimension} />}
    </Modal>
  );
}

function Details({ dimension }: { dimension: Dimension }) {
  const { state, place } = useDashboard();
  const [search, setSearch] = useState('');
  const [searched] = useDebouncedValue(search.trim(), 200);
  const [limit, setLimit] = useState(STEP);
  const named = isNamed(dimension);
  const options = named ? { limit: ALL_NAMED } : { limit, search: searched };
  const answer = useAnswer<BreakdownAnswer>(breakdownAddress(state, place, dimension, options));
  const matches = (row: BreakdownRow): boolean =>
    !named || valueName(dimension, row.value).toLowerCase().includes(searched.toLowerCase());
  const rows = answer.data?.rows.filter(matches) ?? [];
  return (
    <>
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <TextInput
          data-autofocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Search"
          aria-label={`Search ${dimensionLabel(dimension)}`}
          leftSection={<IconSearch size={16} />}
          className={classes.search}
        />
        <Button
          component="a"
          href={csvAddress(state, place, dimension)}
          download
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.7} />}
          data-testid="csv"
        >
          CSV
        </Button>
      </Group>
      <DetailsBody answer={answer} rows={rows} dimension={dimension} />
      {!named && answer.data && answer.data.values > rows.length && (
        <Button variant="subtle" fullWidth mt="xs" loading={answer.loading} onClick={() => setLimit(limit + STEP)}>
          Show more of {formatWhole(answer.data.values)}
        </Button>
      )}
    </>
  );
}

interface BodyProps {
  answer: Answer<BreakdownAnswer>;
  rows: readonly BreakdownRow[];
  dimension: Dimension;
}

function DetailsBody({ answer, rows, dimension }: BodyProps) {
  const { toggle } = useDashboard();
  if (answer.problem && !answer.current) return <Trouble problem={answer.problem} retryAt={answer.retryAt} />;
  const columns = columnsOf(dimension);
  return (
    <ScrollArea h="min(60vh, 560px)" type="auto" offsetScrollbars>
      <Table stickyHeader fz="sm" verticalSpacing={7} highlightOnHover aria-busy={answer.loading}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{dimensionLabel(dimension)}</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column.label} ta="right" className={classes.figure}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.value}>
              <Table.Td className={classes.value}>
                <UnstyledButton
                  className={classes.choose}
                  onClick={() => toggle(dimension, row.value)}
                  title="Filter by this"
                >
                  <ValueIcon dimension={dimension} value={row.value} />
                  <span>{valueName(dimension, row.value)}</span>
                </UnstyledButton>
              </Table.Td>
              {columns.map((column) => (
                <Table.Td key={column.label} ta="right" className={classes.figure}>
                  {column.text(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && answer.current && <p className={classes.none}>Nothing found</p>}
    </ScrollArea>
  );
}
