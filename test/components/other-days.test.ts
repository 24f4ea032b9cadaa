import { expect, test } from 'vitest';
import { otherDays } from '../../components/period/other-days.ts';

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };

test('days that may hold events are left as they are', () => {
  expect(otherDays(NOVEMBER, '2026-10-01', '2026-11-01')).toBeNull();
  expect(otherDays(NOVEMBER, '2026-11-30', '2026-12-24')).toBeNull();
  expect(otherDays(NOVEMBER, '2020-01-01', '2030-01-01')).toBeNull();
});

test('an old log is shown whole where it is short, else its last 30 days', () => {
  expect(otherDays(NOVEMBER, '2015-05-17', '2015-05-20')).toEqual({ from: '2015-05-17', to: '2015-05-20' });
  expect(otherDays(NOVEMBER, '2015-01-01', '2015-05-30')).toEqual({ from: '2015-05-01', to: '2015-05-30' });
});

test('days before a site began lead to it', () => {
  expect(otherDays({ from: '2014-01-01', to: '2014-12-31' }, '2026-11-20', '2026-11-23')).toEqual({
    from: '2026-11-20',
    to: '2026-11-23',
  });
});
