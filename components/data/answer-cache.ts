/** Answers of the query API by address, so that going back shows at once what was there. The newest 60 are kept. */
const MAX_ANSWERS = 60;
const answers = new Map<string, unknown>();

export function cachedAnswer<T>(address: string): T | undefined {
  return answers.get(address) as T | undefined;
}

export function keepAnswer(address: string, answer: unknown): void {
  answers.delete(address);
  answers.set(address, answer);
  if (answers.size > MAX_ANSWERS) answers.delete(answers.keys().next().value!);
}
