import { RequestError } from '../protocol/errors.ts';
import { type ConfigRule, type Configs, configFault, listOf } from './config-type.ts';

/** KIP-339: each operation stands on its own. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  readonly value: string | null;
}

/** What an edit must know of the configs of a topic, a broker and so on. */
export interface ConfigKind {
  /** As a message names it: "Unknown topic config name". */
  readonly noun: string;
  /** Undefined for a name that there is not. */
  rule(name: string): ConfigRule | undefined;
  /** The value that holds where none is set; null for none. */
  fallback(name: string): string | null;
}

/** Makes the configs that are set for something from those that were. Throws RequestError where the request makes no sense. */
export type ConfigEdit = (before: Configs, kind: ConfigKind) => Configs;

/** IncrementalAlterConfigs: what is not named stays. */
export function changesOf(changes: readonly ConfigChange[]): ConfigEdit {
  return (before, kind) => {
    requireOnce(changes);
    const configs: Record<string, string> = { ...before };
    for (const change of changes) applyChange(configs, change, kind);
    return configs;
  };
}

/** AlterConfigs: what is not named goes back to its default. */
export function replacementBy(entries: readonly Pick<ConfigChange, 'name' | 'value'>[]): ConfigEdit {
  return () => {
    requireOnce(entries);
    return Object.fromEntries(entries.map(({ name, value }) => [name, requireValue(name, value)]));
  };
}

function requireOnce(entries: readonly { readonly name: string }[]): void {
  if (new Set(entries.map(({ name }) => name)).size < entries.length) {
    throw new RequestError('INVALID_REQUEST', 'A config is named twice for one resource.');
  }
}

function requireValue(name: string, value: string | null): string {
  if (value === null) throw new RequestError('INVALID_REQUEST', `Null value not supported for : ${name}`);
  return value;
}

function applyChange(configs: Record<string, string>, change: ConfigChange, kind: ConfigKind): void {
  const { name, operation } = change;
  if (operation === 'delete') {
    delete configs[name];
    return;
  }
  const value = requireValue(name, change.value);
  if (operation === 'set') {
    configs[name] = value;
    return;
  }
  const rule = kind.rule(name);
  if (rule?.type !== 'list') {
    throw new RequestError('INVALID_CONFIG', `Can't ${operation} to ${kind.noun} config ${name}: it is not a list.`);
  }
  const elements = listOf(configs[name] ?? kind.fallback(name) ?? '');
  const named = listOf(value);
  const after =
    operation === 'append' ? [...new Set([...elements, ...named])] : elements.filter((one) => !named.includes(one));
  configs[name] = after.join(',');
}

/** What is wrong with the values that differ from before, or null. What was taken once is not judged again. */
export function editFault(before: Configs, after: Configs, kind: ConfigKind): string | null {
  for (const [name, value] of Object.entries(after)) {
    if (before[name] === value) continue;
    const rule = kind.rule(name);
    if (rule === undefined) return `Unknown ${kind.noun} config name: ${name}`;
    const fault = configFault(name, rule, value);
    if (fault !== null) return fault;
  }
  return null;
}
