/** What a quota can be set for. */
export const QUOTA_ENTITY_TYPES = ['user', 'client-id'] as const;
export type QuotaEntityType = (typeof QUOTA_ENTITY_TYPES)[number];

/** Whom a quota is for: a user, a client id or both. Null stands for everyone of that type who has none of its own. */
export type QuotaEntity = Readonly<Partial<Record<QuotaEntityType, string | null>>>;

/** Limits by Kafka's names. */
export type QuotaValues = Readonly<Partial<Record<QuotaName, number>>>;

/** Quotas that act here: bytes a second, and per cent of the time of the broker's thread. */
export const QUOTA_NAMES = ['consumer_byte_rate', 'producer_byte_rate', 'request_percentage'] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];

export interface ClientQuota {
  readonly entity: QuotaEntity;
  readonly values: QuotaValues;
}

/** A limit, and who shares it: what they use counts together. */
export interface QuotaLimit {
  readonly limit: number;
  readonly sharedBy: string;
}

/** Two entities with one key are the same. A part that is not there is 0, since null is the default of its type. */
const entityKey = (entity: QuotaEntity): string =>
  JSON.stringify(QUOTA_ENTITY_TYPES.map((type) => (entity[type] === undefined ? 0 : entity[type])));

/** Every quota that is set. */
export class ClientQuotas {
  readonly #quotas = new Map<string, ClientQuota>();

  get size(): number {
    return this.#quotas.size;
  }

  values(): Iterable<ClientQuota> {
    return this.#quotas.values();
  }

  of(entity: QuotaEntity): QuotaValues {
    return this.#quotas.get(entityKey(entity))?.values ?? {};
  }

  /** No values at all remove the entity. */
  set(quota: ClientQuota): void {
    const key = entityKey(quota.entity);
    if (Object.keys(quota.values).length === 0) this.#quotas.delete(key);
    else this.#quotas.set(key, quota);
  }

  /** The limit that holds for a client: the most specific entity that sets it, users before client ids (KIP-55). */
  limitFor(name: QuotaName, user: string, clientId: string): QuotaLimit | null {
    for (const [entity, shared] of candidates(user, clientId)) {
      const limit = this.of(entity)[name];
      if (limit !== undefined) return { limit, sharedBy: JSON.stringify(shared) };
    }
    return null;
  }
}

/** Entities that a client falls under, the one that wins first, each with what its members have in common. */
function candidates(user: string, clientId: string): [QuotaEntity, (string | null)[]][] {
  return [
    [{ user, 'client-id': clientId }, [user, clientId]],
    [{ user, 'client-id': null }, [user, clientId]],
    [{ user }, [user, null]],
    [{ user: null, 'client-id': clientId }, [user, clientId]],
    [{ user: null, 'client-id': null }, [user, clientId]],
    [{ user: null }, [user, null]],
    [{ 'client-id': clientId }, [null, clientId]],
    [{ 'client-id': null }, [null, clientId]],
  ];
}
