/**
 * AlterClientQuotas (49): sets and removes quotas of users and client ids (KIP-546).
 *
 * Behaviour: needs AlterConfigs on the cluster. Byte rates of producers and consumers and the percentage of request time act on the next
 * request; quotas that nothing here enforces (rates of connections and of changes to topics) and entities by address get INVALID_REQUEST. Each entity
 * is decided on its own; one named twice is refused both times. `validateOnly` decides and changes nothing.
 *
 * Version notes: v1 is flexible.
 */
import { alterClientQuotas as decideQuotas } from '../cluster/quota-decisions.ts';
import {
  AlterClientQuotasApi,
  type AlterClientQuotasRequest,
  type AlterClientQuotasResponse,
} from '../protocol/generated/alter-client-quotas.ts';
import { authorizeOnCluster } from './authorization.ts';
import { handler, type RequestContext } from './handler.ts';
import { ACCEPTED, type Refusal, refusalOf } from './refusal.ts';

export const alterClientQuotas = handler({
  api: AlterClientQuotasApi,
  versions: [0, 1],
  async handle(request: AlterClientQuotasRequest, context: RequestContext): Promise<AlterClientQuotasResponse> {
    const outcomes = await alter(request, context);
    const entries = request.entries.map(({ entity }, index) => ({ ...outcomes[index]!, entity }));
    return { throttleTimeMs: 0, entries };
  },
});

async function alter({ entries, validateOnly }: AlterClientQuotasRequest, context: RequestContext): Promise<Refusal[]> {
  const { controller, log } = context.broker;
  const changes = entries.map(({ entity, ops }) => ({
    entity: entity.map(({ entityType, entityName }) => ({ type: entityType, name: entityName })),
    ops: ops.map(({ key, value, remove }) => ({ key, value: remove ? null : value })),
  }));
  try {
    authorizeOnCluster(context, 'alterConfigs');
    const faults = await controller.decide((image) => decideQuotas(image, changes, { validateOnly }));
    return faults.map((fault) => (fault === null ? ACCEPTED : refusalOf(fault, log)));
  } catch (error) {
    return entries.map(() => refusalOf(error, log));
  }
}
