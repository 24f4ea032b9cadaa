/** Runs the main class of a tool and answers what it printed; throws where it fails. */
export type Tool = (className: string, args: string[], input?: string) => Promise<string>;

/** The tools against one broker, and what nearly every case does with them first. */
export interface Tools {
  tool: Tool;
  /** `--bootstrap-server HOST:PORT` */
  server: string[];
  topics(...args: string[]): Promise<string>;
  /** Makes a topic and answers its name. */
  create(purpose: string, partitions?: number): Promise<string>;
  produce(topic: string, records: string): Promise<string>;
  consume(topic: string, count: number, ...args: string[]): Promise<string>;
  /** For files that tools read. */
  folder: string;
}

export function demandText(what: string, text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`${what}: nothing like ${pattern} in: ${text.trim().slice(0, 400)}`);
}

export const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `record ${index}\n`).join('');
