import { RE2JS, RE2JSException } from 're2js';

/** Longest pattern taken from a client; a program of this size is compiled in well under a millisecond a name. */
const MAX_PATTERN_CHARACTERS = 1_000;

/**
 * A pattern that a client sent, in the syntax that Kafka takes (RE2): matching takes time linear in the text whatever the pattern is, which
 * JavaScript's own expressions do not promise. Returns whether a text matches it as a whole; undefined where it is no valid pattern.
 */
export function compilePattern(pattern: string): ((text: string) => boolean) | undefined {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
