'use client';

import { CloseButton } from '@mantine/core';
import type { Filter } from '../../engine/queries/filters.ts';
import { ValueIcon } from '../lists/value-icon.tsx';
import { valueName } from '../lists/values.ts';
import { useDashboard } from '../state/dashboard.tsx';
import { dimensionLabel, formatFilter, OPERATOR_LABELS, sameFilter } from './filter.ts';
import classes from './filters.module.css';

interface Props {
  edit: (filter: Filter) => void;
}

/** The filters in force: a click changes one, its cross takes it away. */
export function FilterPills({ edit }: Props) {
  const { state, change } = useDashboard();
  if (state.filters.length === 0) return null;
  const remove = (filter: Filter): void =>
    change({ filters: state.filters.filter((candidate) => !sameFilter(candidate, filter)) });
  return (
    <ul className={classes.pills} aria-label="Filters" data-testid="filters">
      {state.filters.map((filter) => (
        <li key={formatFilter(filter)} className={classes.pill}>
          <button type="button" onClick={() => edit(filter)} title="Change this filter">
            <span className={classes.dimension}>
              {dimensionLabel(filter.dimension)} {OPERATOR_LABELS[filter.operator]}
            </span>
            <ValueIcon dimension={filter.dimension} value={filter.values[0]!} />
            <strong>{filter.values.map((value) => valueName(filter.dimension, value)).join(' or ')}</strong>
          </button>
          <CloseButton
            size="sm"
            aria-label={`Remove filter ${dimensionLabel(filter.dimension)}`}
            onClick={() => remove(filter)}
          />
        </li>
      ))}
      <li>
        <button type="button" className={classes.clear} onClick={() => change({ filters: [] })}>
          Clear all
        </button>
      </li>
    </ul>
  );
}
