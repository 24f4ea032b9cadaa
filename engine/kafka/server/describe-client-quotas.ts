/**
 * DescribeClientQuotas (48): quotas of users and client ids (KIP-546).
 *
 * Behaviour: needs DescribeConfigs on the cluster. Each component asks for entities of one type: of this name, the default, or any. A strict request
 * means entities of exactly those types; without components it means none, and otherwise all.
 *
 * Version notes: v1 is flexible.
 */
import type { ClientQuota } from '../cluster/client-quotas.ts';
import { QUOTA_ENTITY_TYPES } from '../cluster/client-quotas.ts';
import { matchesQuotaFilter, type QuotaFilter } from '../cluster/quota-decisions.ts';
import { RequestError } from '../protocol/errors.ts';
import {
  DescribeClientQuotasApi,
  type DescribeClientQuotasRequest,
  type DescribeClientQuotasRequestComponent,
  type DescribeClientQuotasResponse,
  type DescribeClientQuotasResponseEntry,
} from '../protocol/generated/describe-client-quotas.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, refusalOf } from './refusal.ts';

const MATCH = { exact: 0, default: 1, any: 2 } as const;

export const describeClientQuotas = handler({
  api: DescribeClientQuotasApi,
  versions: [0, 1],
  handle(request: DescribeClientQuotasRequest, context: RequestContext): DescribeClientQuotasResponse {
    try {
      authorizeOnCluster(context, 'describeConfigs');
      return { throttleTimeMs: 0, ...ACCEPTED, entries: entriesOf(request, context) };
    } catch (error) {
      return { throttleTimeMs: 0, ...refusalOf(error, context.broker.log), entries: null };
    }
  },
});

function entriesOf(
  { components, strict }: DescribeClientQuotasRequest,
  { broker }: RequestContext,
): DescribeClientQuotasResponseEntry[] {
  const filters = components.map(filterOf);
  if (new Set(components.map(({ entityType }) => entityType)).size < components.length) {
    throw new RequestError('INVALID_REQUEST', 'An entity type cannot appear more than once in the filter.');
  }
  const quotas = [...broker.controller.clientQuotas.values()];
  return quotas.filter(({ entity }) => matchesQuotaFilter(entity, filters, strict)).map(entry);
}

function filterOf({ entityType, matchType, match }: DescribeClientQuotasRequestComponent): QuotaFilter {
  const type = QUOTA_ENTITY_TYPES.find((known) => known === entityType);
  // Nothing can be set for an address, so none has a quota; Kafka keeps filters by it apart from those by user and client id.
  if (type === undefined && entityType !== 'ip') {
    throw new RequestError(
      entityType === '' ? 'INVALID_REQUEST' : 'UNSUPPORTED_VERSION',
      `Entity type '${entityType}' is unknown.`,
    );
  }
  if ((matchType === MATCH.exact) !== (match !== null)) {
    throw new RequestError('INVALID_REQUEST', `A name belongs to match type ${MATCH.exact}, and to no other.`);
  }
  if (matchType < MATCH.exact || matchType > MATCH.any) {
    throw new RequestError('INVALID_REQUEST', `Unknown match type ${matchType}`);
  }
  return { type: type ?? 'ip', name: matchType === MATCH.any ? undefined : match };
}

function entry({ entity, values }: ClientQuota): DescribeClientQuotasResponseEntry {
  return {
    entity: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
    values: Object.entries(values).map(([key, value]) => ({ key, value })),
  };
}
