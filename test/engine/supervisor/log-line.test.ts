import { describe, expect, it } from 'vitest';
import { renderLine } from '../../../engine/supervisor/log-line.ts';

describe('a line of a role', () => {
  it('is a sentence with its fields where it is a log line', () => {
    const line = JSON.stringify({
      level: 40,
      time: 0,
      pid: 1,
      hostname: 'h',
      name: 'broker',
      port: 9092,
      msg: 'slow disk',
    });
    expect(renderLine('broker', line, 'stdout')).toMatch(/^\d\d:\d\d:\d\d broker warn {2}slow disk {2}\(port=9092\)$/);
  });

  it('shows the message of an error, not its stack', () => {
    const line = JSON.stringify({ level: 50, time: 0, error: { message: 'gone', stack: 'at x' }, msg: 'write failed' });
    expect(renderLine('store', line, 'stdout')).toContain('(error=gone)');
  });

  it('is shown as it is from stderr, where a crash tells its reason', () => {
    expect(renderLine('web', 'TypeError: x is not a function', 'stderr')).toBe('web  TypeError: x is not a function');
  });

  it.each([
    ['chatter on stdout', 'ready in 12 ms', 'stdout'],
    ['an empty line', ' ', 'stderr'],
    ['JSON that is no log line', '{"a":1}', 'stdout'],
  ] as const)('is left out for %s', (_name, line, from) => {
    expect(renderLine('web', line, from)).toBeNull();
  });
});
