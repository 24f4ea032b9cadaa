import { RequestError } from '../protocol/errors.ts';
import {
  type ClientQuota,
  QUOTA_ENTITY_TYPES,
  QUOTA_NAMES,
  type QuotaEntity,
  type QuotaEntityType,
  type QuotaName,
} from './client-quotas.ts';
import type { Decision } from './controller.ts';
import type { MetadataImage, MetadataRecord } from './metadata-image.ts';

/** Entities with quotas: each costs memory, and any administrator may make them. */
const MAX_ENTITIES = 10_000;

/** Quotas of Kafka that nothing here enforces, so that they cannot be set. */
const NOT_ENFORCED: readonly string[] = ['controller_mutation_rate', 'connection_creation_rate'];

/** One entity's change, as it came over the wire. A null value removes the quota. */
export interface QuotaChange {
  readonly entity: readonly { readonly type: string; readonly name: string | null }[];
  readonly ops: readonly { readonly key: string; readonly value: number | null }[];
}

/** Decides each entity on its own; one that is named twice is refused both times. Answers are null where it was accepted. */
export function alterClientQuotas(
  image: MetadataImage,
  changes: readonly QuotaChange[],
  { validateOnly = false } = {},
): Decision<(RequestError | null)[]> {
  const records: MetadataRecord[] = [];
  const named = changes.map(({ entity }) =>
    entity
      .map(({ type, name }) => JSON.stringify([type, name]))
      .sort()
      .join(),
  );
  const answer = changes.map((change, index) => {
    try {
      if (named.indexOf(named[index]!) !== named.lastIndexOf(named[index]!)) {
        throw invalid(`Ignoring duplicate entity ${named[index]}.`);
      }
      records.push({ type: 'client-quota', ...changed(image, change) });
      return null;
    } catch (error) {
      if (error instanceof RequestError) return error;
      throw error;
    }
  });
  return { records: validateOnly ? [] : records, answer };
}

function changed(image: MetadataImage, change: QuotaChange): ClientQuota {
  const entity = entityOf(change.entity);
  const values: Partial<Record<QuotaName, number>> = { ...image.clientQuotas.of(entity) };
  if (new Set(change.ops.map(({ key }) => key)).size < change.ops.length) {
    throw invalid('A quota of one entity is changed twice.');
  }
  for (const { key, value } of change.ops) {
    const name = quotaName(key);
    if (value === null) delete values[name];
    else values[name] = checkedValue(name, value);
  }
  const isNew = Object.keys(image.clientQuotas.of(entity)).length === 0;
  if (isNew && Object.keys(values).length > 0 && image.clientQuotas.size >= MAX_ENTITIES) {
    throw new RequestError('POLICY_VIOLATION', `At most ${MAX_ENTITIES} entities can have quotas.`);
  }
  return { entity, values };
}

function entityOf(parts: QuotaChange['entity']): QuotaEntity {
  if (parts.length === 0) throw invalid('Invalid empty client quota entity');
  const entity: Partial<Record<QuotaEntityType, string | null>> = {};
  for (const { type, name } of parts) {
    const known = QUOTA_ENTITY_TYPES.find((one) => one === type);
    if (known === undefined) throw invalid(`Quotas are for user and client-id here, not for ${type}.`);
    if (known in entity) throw invalid(`Entity type ${type} is named twice.`);
    if (name === '') throw invalid(`Empty ${type} not supported`);
    entity[known] = name;
  }
  return entity;
}

function quotaName(key: string): QuotaName {
  const name = QUOTA_NAMES.find((one) => one === key);
  if (name !== undefined) return name;
  throw invalid(NOT_ENFORCED.includes(key) ? `${key} is not enforced here.` : `Invalid configuration key ${key}`);
}

function checkedValue(name: QuotaName, value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) throw invalid(`Quota ${name} must be greater than 0`);
  if (name !== 'request_percentage' && !Number.isInteger(value)) throw invalid(`${name} cannot be a fractional value.`);
  return value;
}

const invalid = (message: string): RequestError => new RequestError('INVALID_REQUEST', message);

/** What DescribeClientQuotas asks of one entity type: this name, null for the default, or undefined for any. */
export interface QuotaFilter {
  /** `ip` is asked for too, and nothing has it. */
  readonly type: QuotaEntityType | 'ip';
  readonly name: string | null | undefined;
}

/** Whether an entity is meant. A strict filter means entities of exactly its types. */
export function matchesQuotaFilter(entity: QuotaEntity, filters: readonly QuotaFilter[], isStrict: boolean): boolean {
  if (isStrict && Object.keys(entity).length !== filters.length) return false;
  return filters.every(({ type, name }) => {
    const own = type === 'ip' ? undefined : entity[type];
    return own !== undefined && (name === undefined || own === name);
  });
}
