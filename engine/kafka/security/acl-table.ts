import { type Acl, type AclFilter, aclKey, matchesFilter, type ResourceType, WILDCARD } from './acl.ts';

/** ACLs of one resource type, found by the name of a resource. */
interface OfType {
  readonly literal: Map<string, Acl[]>;
  readonly prefixed: Map<string, Acl[]>;
  /** Lengths that prefixes have, shortest first: so many look-ups find every prefix of a name. */
  prefixLengths: readonly number[];
}

/** Every ACL there is, and which of them act on a resource. */
export class AclTable {
  readonly #all = new Map<string, Acl>();
  readonly #types = new Map<ResourceType, OfType>();

  get size(): number {
    return this.#all.size;
  }

  values(): Iterable<Acl> {
    return this.#all.values();
  }

  has(acl: Acl): boolean {
    return this.#all.has(aclKey(acl));
  }

  add(acl: Acl): void {
    if (this.has(acl)) return;
    this.#all.set(aclKey(acl), acl);
    const byName = this.#byName(acl);
    byName.set(acl.resourceName, [...(byName.get(acl.resourceName) ?? []), acl]);
    this.#measure(acl);
  }

  remove(acl: Acl): void {
    const key = aclKey(acl);
    if (!this.#all.delete(key)) return;
    const byName = this.#byName(acl);
    const left = byName.get(acl.resourceName)!.filter((other) => aclKey(other) !== key);
    if (left.length > 0) byName.set(acl.resourceName, left);
    else byName.delete(acl.resourceName);
    this.#measure(acl);
  }

  matching(filter: AclFilter): Acl[] {
    return [...this.#all.values()].filter((acl) => matchesFilter(acl, filter));
  }

  /** ACLs of a type, whatever their names. */
  *ofType(type: ResourceType): Generator<Acl> {
    const found = this.#types.get(type);
    if (found === undefined) return;
    for (const byName of [found.literal, found.prefixed]) for (const acls of byName.values()) yield* acls;
  }

  /** ACLs that act on the resource of this name: its own, those for `*`, and those for each of its beginnings. */
  actingOn(type: ResourceType, name: string): Acl[] {
    const found = this.#types.get(type);
    if (found === undefined) return [];
    const acls = [...(found.literal.get(name) ?? []), ...(found.literal.get(WILDCARD) ?? [])];
    for (const length of found.prefixLengths) {
      if (length > name.length) break;
      const starting = found.prefixed.get(name.slice(0, length));
      if (starting !== undefined) acls.push(...starting);
    }
    return acls;
  }

  #byName({ resourceType, patternType }: Acl): Map<string, Acl[]> {
    const ofType = this.#types.get(resourceType) ?? { literal: new Map(), prefixed: new Map(), prefixLengths: [] };
    this.#types.set(resourceType, ofType);
    return ofType[patternType];
  }

  #measure({ resourceType, patternType }: Acl): void {
    if (patternType !== 'prefixed') return;
    const ofType = this.#types.get(resourceType)!;
    const lengths = new Set(Array.from(ofType.prefixed.keys(), (prefix) => prefix.length));
    ofType.prefixLengths = [...lengths].sort((a, b) => a - b);
  }
}
