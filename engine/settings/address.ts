import { SettingError } from './setting-error.ts';

/** Whether only this machine reaches an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d/.test(host);

/** Whether an address stands for all of this machine's. */
export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::' || host === '';

export const addressText = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** A port that can be listened on. Throws SettingError. */
export function portOf(setting: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new SettingError(setting, `"${value}" is not a port; choose a number from 1 to 65535`);
  }
  return number;
}

/** yes or no, 1 or 0. Throws SettingError. */
export function yesOrNo(setting: string, value: string): boolean {
  if (!/^(yes|no|1|0|)$/.test(value)) throw new SettingError(setting, `"${value}" is neither yes nor no`);
  return value === 'yes' || value === '1';
}
