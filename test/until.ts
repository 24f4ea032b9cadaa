/** Waits until the condition holds; throws with its name after the limit. */
export async function until(name: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for: ${name}`);
    await new Promise((wake) => setTimeout(wake, 25));
  }
}
