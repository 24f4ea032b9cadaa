import { RE2JS, RE2JSException } from 're2js';

/** Longest pattern, and what its characters times the repetitions that it asks for may come to: the worst that was tried compiles in 0.2 s. */
const MAX_PATTERN_CHARACTERS = 4_000;
const MAX_EXPANDED_CHARACTERS = 10_000;
/** Repetitions that the engine allows one inside the other. */
const MAX_REPETITIONS = 1_000;
/** Largest program: the longest name of a topic is matched in some milliseconds at worst, mostly in far less than one. */
const MAX_INSTRUCTIONS = 4_000;
const REPETITION = /\{(\d+)(?:,(\d*))?\}/g;

/**
 * A pattern that a client sent, in the syntax that Kafka takes (RE2): matching takes time linear in the text whatever the pattern is, which
 * JavaScript's own expressions do not promise. Returns whether a text matches it as a whole; undefined where it is no valid pattern, or
 * one whose compiling or matching would cost too much.
 */
export function compilePattern(pattern: string): ((text: string) => boolean) | undefined {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return undefined;
  if (pattern.length * repetitionsOf(pattern) > MAX_EXPANDED_CHARACTERS) return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.programSize() > MAX_INSTRUCTIONS ? undefined : (text) => compiled.matches(text);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** What counted repetitions multiply a part of the pattern by, at most. */
function repetitionsOf(pattern: string): number {
  let product = 1;
  for (const [, least, most] of pattern.matchAll(REPETITION)) product *= Math.max(1, Number(most || least));
  return Math.min(product, MAX_REPETITIONS);
}
