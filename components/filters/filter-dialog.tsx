'use client';

import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { BreakdownAnswer, PropertiesAnswer } from '../../engine/queries/answers.ts';
import type { Dimension, Filter, Operator } from '../../engine/queries/filters.ts';
import { breakdownAddress, propertiesAddress } from '../data/addresses.ts';
import { useAnswer } from '../data/use-answer.ts';
import { isNamed, valueName } from '../lists/values.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { dimensionLabel, FILTER_DIMENSIONS, OPERATOR_LABELS, sameFilter } from './filter.ts';

interface Props {
  opened: boolean;
  close: () => void;
  /** The filter to change; null makes a new one. */
  edited: Filter | null;
}

const NEW_FILTER: Filter = { dimension: 'page', operator: 'is', values: [] };

/** Makes a filter or changes one. */
export function FilterDialog({ opened, close, edited }: Props) {
  const { state, change } = useDashboard();
  const [draft, setDraft] = useState<Filter>(NEW_FILTER);
  const [property, setProperty] = useState('');
  useEffect(() => {
    if (!opened) return;
    setDraft(edited ?? NEW_FILTER);
    setProperty(edited?.dimension.startsWith('prop:') ? edited.dimension.slice('prop:'.length) : '');
  }, [opened, edited]);
  const isProperty = draft.dimension.startsWith('prop:');
  const complete = draft.values.length > 0 && (!isProperty || property !== '');
  const apply = (): void => {
    const others = state.filters.filter((filter) => edited === null || !sameFilter(filter, edited));
    change({ filters: [...others, draft] });
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={edited ? 'Change filter' : 'Add filter'}
      centered
      attributes={{ content: { 'data-testid': 'filter-dialog' } }}
    >
      <Stack>
        <Select
          label="What"
          searchable
          allowDeselect={false}
          data={[
            ...FILTER_DIMENSIONS.map((dimension) => ({ value: dimension, label: dimensionLabel(dimension) })),
            { value: 'prop:', label: 'Event property' },
          ]}
          value={isProperty ? 'prop:' : draft.dimension}
          onChange={(value) => value && setDraft({ dimension: value as Dimension, operator: 'is', values: [] })}
        />
        {isProperty && (
          <PropertyName
            name={property}
            set={(name) => {
              setProperty(name);
              setDraft({ ...draft, dimension: `prop:${name}`, values: [] });
            }}
          />
        )}
        <Select
          label="How"
          allowDeselect={false}
          data={operatorsFor(draft.dimension).map((operator) => ({
            value: operator,
            label: OPERATOR_LABELS[operator],
          }))}
          value={draft.operator}
          onChange={(value) => value && setDraft({ ...draft, operator: value as Operator, values: [] })}
        />
        <Values draft={draft} set={(values) => setDraft({ ...draft, values })} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={apply} disabled={!complete}>
            Apply filter
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Names that occur, the most frequent first; any other can be typed. */
function PropertyName({ name, set }: { name: string; set: (name: string) => void }) {
  const { state, place } = useDashboard();
  const answer = useAnswer<PropertiesAnswer>(propertiesAddress({ ...state, filters: [] }, place, null));
  return (
    <TagsInput
      label="Property"
      placeholder={name ? '' : 'plan'}
      maxTags={1}
      data={answer.data?.keys.map(({ key }) => key) ?? []}
      value={name ? [name] : []}
      onChange={([first = '']) => set(first)}
    />
  );
}

/** Names are matched whole; only properties hold numbers. */
function operatorsFor(dimension: Dimension): Operator[] {
  if (dimension.startsWith('prop:')) return ['is', 'is_not', 'contains', 'contains_not', 'at_least'];
  return isNamed(dimension) ? ['is', 'is_not'] : ['is', 'is_not', 'contains', 'contains_not'];
}

interface ValuesProps {
  draft: Filter;
  set: (values: string[]) => void;
}

function Values({ draft, set }: ValuesProps) {
  if (draft.operator === 'at_least') {
    return (
      <NumberInput
        label="Value"
        value={draft.values[0] ?? ''}
        onChange={(value) => set(value === '' ? [] : [String(value)])}
      />
    );
  }
  if (draft.operator === 'contains' || draft.operator === 'contains_not') {
    return (
      <TagsInput
        label="Text"
        description="Several are alternatives; upper and lower case are the same."
        value={draft.values}
        onChange={set}
        acceptValueOnBlur
      />
    );
  }
  return <KnownValues draft={draft} set={set} />;
}

/** Values that occur, the most frequent first; any other text can be taken too. */
function KnownValues({ draft, set }: ValuesProps) {
  const { state, place } = useDashboard();
  const [search, setSearch] = useState('');
  const [searched] = useDebouncedValue(search.trim(), 200);
  const named = isNamed(draft.dimension);
  const usable = draft.dimension !== 'prop:';
  // What occurs with the other filters in force.
  const others = { ...state, filters: state.filters.filter((filter) => filter.dimension !== draft.dimension) };
  const options = named ? { limit: 300 } : { limit: 50, search: searched };
  const answer = useAnswer<BreakdownAnswer>(usable ? breakdownAddress(others, place, draft.dimension, options) : null);
  const found = answer.data?.rows.map((row) => row.value) ?? [];
  const typed = !named && searched !== '' ? [searched] : [];
  const values = [...new Set([...draft.values, ...found, ...typed])];
  return (
    <MultiSelect
      label="Values"
      description="Several are alternatives."
      searchable
      disabled={!usable}
      // Mantine takes an empty value for none: a prefix lets "Direct / None" be chosen.
      data={values.map((value) => ({ value: `=${value}`, label: valueName(draft.dimension, value) }))}
      value={draft.values.map((value) => `=${value}`)}
      onChange={(chosen) => set(chosen.map((value) => value.slice(1)))}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={answer.loading ? 'Looking…' : 'Nothing found'}
    />
  );
}
