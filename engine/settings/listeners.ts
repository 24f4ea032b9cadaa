import { addressText, isLoopback, portOf } from './address.ts';
import { SettingError } from './setting-error.ts';

/** Kafka's names of how a listener is spoken to. */
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
type Protocol = (typeof PROTOCOLS)[number];
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** One address that the bundled broker listens on. */
export interface ListenerSetting {
  protocol: Protocol;
  host: string;
  port: number;
  /** Where clients are told to come, if not where they came in. */
  advertised?: { host: string; port: number };
  /** Ways to authenticate; all where none are named. */
  mechanisms?: readonly (typeof SCRAM)[number][];
}

export interface ListenerTexts {
  /** WEIR_KAFKA_LISTENERS and WEIR_KAFKA_ADVERTISED, `PROTOCOL://HOST:PORT` with commas. */
  listeners: string[];
  advertised: string[];
  /** WEIR_KAFKA_PORT */
  ownPort: number;
  hasCertificate: boolean;
  hasClientCa: boolean;
  /** WEIR_INSECURE: what other machines could misuse is told and not refused. */
  isInsecure: boolean;
}

export interface Listeners {
  all: ListenerSetting[];
  /** The one of them that Weir's own processes use: on loopback, without TLS. */
  own: ListenerSetting;
  /** Whether WEIR_KAFKA_LISTENERS names it; else WEIR_KAFKA_PORT says where it is. */
  ownIsGiven: boolean;
  /** What an operator should know, a line each. */
  warnings: string[];
}

const LISTENERS = 'WEIR_KAFKA_LISTENERS';
const WHERE_TO_READ = 'see docs/security.md';

/**
 * Where the broker listens, and whether that is safe: what other machines reach must know who they are. Throws
 * SettingError for what cannot be, and for what should not be unless it is meant (WEIR_INSECURE).
 */
export function readListeners(texts: ListenerTexts): Listeners {
  const given = texts.listeners.map((text) => parse(LISTENERS, text));
  const own = given.find(isOwn) ?? addedFor(given, texts.ownPort);
  const ownIsGiven = given.includes(own);
  const all = ownIsGiven ? given : [own, ...given];
  for (const listener of all) checkCertificate(listener, texts);
  const warnings = all.flatMap((listener) => exposure(listener, texts));
  advertise(all, texts.advertised);
  return { all, own, ownIsGiven, warnings };
}

function parse(setting: string, text: string): ListenerSetting {
  const [, protocol, bracketed, plain, port] =
    /^([A-Z_]+):\/\/(?:\[([\da-f:.]+)\]|([^:\s[\]]*)):(\d+)$/i.exec(text) ?? [];
  const known = PROTOCOLS.find((name) => name === protocol?.toUpperCase());
  if (known === undefined || port === undefined) {
    const example = 'SASL_SSL://0.0.0.0:9093';
    throw new SettingError(
      setting,
      `"${text}" is not PROTOCOL://HOST:PORT, such as ${example}, with one of ${PROTOCOLS.join(', ')}`,
    );
  }
  return { protocol: known, host: bracketed ?? (plain || '0.0.0.0'), port: portOf(setting, port) };
}

const textOf = ({ protocol, host, port }: ListenerSetting): string => `${protocol}://${addressText(host, port)}`;

const isOwn = ({ protocol, host }: ListenerSetting): boolean => isLoopback(host) && !protocol.endsWith('SSL');

/** Where nobody but Weir needs loopback it still does; it asks there for a password where the others ask for one. */
function addedFor(given: readonly ListenerSetting[], port: number): ListenerSetting {
  const taken = given.find((listener) => listener.port === port);
  if (taken) {
    throw new SettingError(
      'WEIR_KAFKA_PORT',
      `${port} is the port of ${textOf(taken)}; Weir's own processes need one on loopback: set WEIR_KAFKA_PORT to another`,
    );
  }
  const asksWho = given.some(({ protocol }) => protocol !== 'PLAINTEXT');
  return { protocol: asksWho ? 'SASL_PLAINTEXT' : 'PLAINTEXT', host: '127.0.0.1', port };
}

function checkCertificate(listener: ListenerSetting, { hasCertificate }: ListenerTexts): void {
  if (!listener.protocol.endsWith('SSL') || hasCertificate) return;
  throw new SettingError(
    LISTENERS,
    `${textOf(listener)} needs a certificate: set WEIR_KAFKA_TLS_CERT and WEIR_KAFKA_TLS_KEY to PEM files`,
  );
}

/** What other machines could do by a listener: refused, or told. */
function exposure(listener: ListenerSetting, { isInsecure, hasClientCa }: ListenerTexts): string[] {
  const { protocol, host } = listener;
  if (isLoopback(host) || protocol === 'SASL_SSL') return [];
  if (protocol === 'SASL_PLAINTEXT') {
    if (!isInsecure) listener.mechanisms = SCRAM;
    const passwords = isInsecure ? 'records and PLAIN passwords are' : 'records are (passwords are not: SCRAM only)';
    return [`${textOf(listener)} is not encrypted: ${passwords} open to whoever listens in; SASL_SSL hides them`];
  }
  if (protocol === 'SSL' && hasClientCa) return [];
  if (!isInsecure) throw new SettingError(LISTENERS, openDoor(listener));
  return [`WEIR_INSECURE: whoever reaches ${textOf(listener)} may read, write and delete everything`];
}

function openDoor(listener: ListenerSetting): string {
  const door = `${textOf(listener)} lets other machines in without asking who they are`;
  const authority = listener.protocol === 'SSL' ? 'set WEIR_KAFKA_TLS_CLIENT_CA, ' : '';
  return `${door}; ${authority}use SASL_SSL, listen on 127.0.0.1, or set WEIR_INSECURE=1 (${WHERE_TO_READ})`;
}

/** Gives each advertised address to the listener of its protocol that other machines reach, else to the one on loopback. */
function advertise(listeners: readonly ListenerSetting[], texts: readonly string[]): void {
  const setting = 'WEIR_KAFKA_ADVERTISED';
  for (const text of texts) {
    const { protocol, host, port } = parse(setting, text);
    const ofProtocol = listeners.filter((listener) => listener.protocol === protocol);
    const reached = ofProtocol.filter((listener) => !isLoopback(listener.host));
    const candidates = reached.length > 0 ? reached : ofProtocol;
    if (candidates.length !== 1) {
      throw new SettingError(
        setting,
        `${candidates.length} listeners of ${LISTENERS} are ${protocol}; there must be one`,
      );
    }
    candidates[0]!.advertised = { host, port };
  }
}
