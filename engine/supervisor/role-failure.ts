import { SettingError } from '../settings/setting-error.ts';
import type { Settings } from '../settings.ts';
import type { RoleName } from './roles.ts';

/** Where a role tried to listen, and the settings that say so. */
interface Place {
  host: string;
  port: number;
  hostSetting: string;
  portSetting: string;
}

/** One line for a failure that a setting mends, or null for one that is a defect. */
export function explainFailure(role: RoleName, settings: Settings, error: unknown): string | null {
  if (error instanceof SettingError) return error.message;
  const failure = error as NodeJS.ErrnoException & { port?: number };
  const { code, message, path } = failure;
  const place = placeOf(role, settings, failure.port);
  if (place && code === 'EADDRINUSE') {
    const { host, port, portSetting } = place;
    return `${portSetting}: port ${port} on ${host} is in use; stop the program that holds it, or set ${portSetting} to another port`;
  }
  if (place && code === 'EACCES' && failure.syscall === 'listen') {
    return `${place.portSetting}: port ${place.port} is for the system; set ${place.portSetting} to one above 1023`;
  }
  if (place && code === 'EADDRNOTAVAIL') {
    const { host, hostSetting } = place;
    return `${hostSetting}: ${host} is not an address of this machine; set ${hostSetting} to one that is, or to 0.0.0.0`;
  }
  if (code === 'EACCES') {
    return `WEIR_DATA: ${path ?? settings.dataDir} cannot be written (${message}); make it writable or set WEIR_DATA to another folder`;
  }
  if (code === 'EROFS' || code === 'ENOSPC') {
    return `WEIR_DATA: ${path ?? settings.dataDir} cannot be written (${message}); make room or set WEIR_DATA to another folder`;
  }
  // Rooms mark a failure that its message alone explains (a locked folder, a missing platform binary) by a code of ours.
  if (typeof code === 'string' && code.startsWith('WEIR_')) return message;
  return null;
}

/** Of the broker's listeners the one on the port that the failure names. */
function placeOf(role: RoleName, settings: Settings, port: number | undefined): Place | null {
  if (role === 'web') {
    return { host: settings.host, port: settings.port, hostSetting: 'WEIR_HOST', portSetting: 'WEIR_PORT' };
  }
  if (role === 'store') {
    const { clickhouseHost: host, clickhousePort } = settings;
    return { host, port: clickhousePort, hostSetting: 'WEIR_CLICKHOUSE_HOST', portSetting: 'WEIR_CLICKHOUSE_PORT' };
  }
  if (role !== 'broker') return null;
  const { all, own, ownIsGiven } = settings.broker;
  const listener = all.find((one) => one.port === port) ?? own;
  const hostSetting = 'WEIR_KAFKA_LISTENERS';
  const portSetting = listener === own && !ownIsGiven ? 'WEIR_KAFKA_PORT' : hostSetting;
  return { host: listener.host, port: listener.port, hostSetting, portSetting };
}
