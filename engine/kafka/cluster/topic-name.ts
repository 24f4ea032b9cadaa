/** Longest topic name that Kafka allows: a partition folder `<topic>-<partition>` still fits a file name. */
const MAX_NAME_LENGTH = 249;

/** What is wrong with a topic name, or null. Legal names are Kafka's: `[a-zA-Z0-9._-]`, 1 to 249 characters, not `.` or `..`. */
export function topicNameFault(name: string): string | null {
  if (name === '') return 'topic name is empty';
  if (name === '.' || name === '..') return `topic name "${name}" is not allowed`;
  if (name.length > MAX_NAME_LENGTH) return `topic name has ${name.length} characters, ${MAX_NAME_LENGTH} at most`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `topic name "${name}" has other characters than ASCII letters, digits, ".", "_" and "-"`;
  }
  return null;
}

/** Names that differ only in `.` and `_` collide in metric names, and Kafka refuses the second. */
export function collidesWith(name: string, other: string): boolean {
  return name !== other && name.replaceAll('.', '_') === other.replaceAll('.', '_');
}
