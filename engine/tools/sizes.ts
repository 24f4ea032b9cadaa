const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes for people: 512 B, 1.5 KB, 20 MB; null stays unknown. */
export function sizeText(bytes: number | null): string | null {
  if (bytes === null) return null;
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
