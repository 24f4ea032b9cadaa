/** Runs one slow step with its name and elapsed seconds on the terminal, or with plain lines where there is none. */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const elapsed = (): string => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const terminal = process.stdout.isTTY;
  if (!terminal) console.log(`  ${label} ...`);
  const timer = setInterval(
    () =>
      terminal ? process.stdout.write(`\r  ${label} ... ${elapsed()}`) : console.log(`  ${label} ... ${elapsed()}`),
    terminal ? 200 : 15_000,
  );
  const finish = (line: string): void => {
    clearInterval(timer);
    process.stdout.write(`${terminal ? '\r\x1b[2K' : ''}  ${line}\n`);
  };
  try {
    const result = await work();
    finish(`${label}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    finish(`${label}: failed after ${elapsed()}`);
    throw error;
  }
}
