import { describe, expect, it } from 'vitest';
import { readCombinedLine } from '../../../engine/import/combined-line.ts';
import { isPageView } from '../../../engine/import/page-view.ts';

const LINE =
  '198.51.100.7 - ada [17/May/2015:10:05:03 +0200] "GET /a?b=1 HTTP/1.1" 200 1234 "https://www.google.com/" "Mozilla/5.0 (X11)"';

describe('readCombinedLine', () => {
  it('reads every part', () => {
    expect(readCombinedLine(LINE)).toEqual({
      ip: '198.51.100.7',
      ts: Date.UTC(2015, 4, 17, 8, 5, 3),
      method: 'GET',
      target: '/a?b=1',
      status: 200,
      referrer: 'https://www.google.com/',
      userAgent: 'Mozilla/5.0 (X11)',
    });
  });

  it.each([
    ['escaped quotes in the user agent', LINE.replace('(X11)', '\\"X11\\"'), { userAgent: 'Mozilla/5.0 "X11"' }],
    [
      'no referrer, no user agent, no size',
      '::1 - - [01/Jan/2026:00:00:00 -0130] "HEAD / HTTP/2.0" 304 - "-" "-"',
      { ip: '::1', referrer: '', userAgent: '', ts: Date.UTC(2026, 0, 1, 1, 30) },
    ],
    ['fields after the user agent', `${LINE} "10.0.0.1" 0.003`, { status: 200 }],
    ['a user name with a space', LINE.replace('ada', 'ada lovelace'), { ip: '198.51.100.7' }],
    ['a request without a version', LINE.replace(' HTTP/1.1', ''), { target: '/a?b=1' }],
  ])('reads %s', (_, line, expected) => expect(readCombinedLine(line)).toMatchObject(expected));

  it.each([
    ['a torn line', LINE.slice(0, -1)],
    ['the common format, which has no user agent', LINE.slice(0, LINE.indexOf(' "https'))],
    ['a request that is none', LINE.replace('GET /a?b=1 HTTP/1.1', '\\x16\\x03\\x01')],
    ['a month that is none', LINE.replace('May', 'Mai')],
    ['nothing', ''],
    ['other text', 'Caused by: java.lang.NullPointerException'],
  ])('refuses %s', (_, line) => expect(readCombinedLine(line)).toBeNull());

  it('takes no longer for a hostile line', () => {
    const startedAt = performance.now();
    readCombinedLine(`1.1.1.1 - ${'a '.repeat(30_000)}[`);
    readCombinedLine(`${LINE.slice(0, LINE.indexOf('"Mozilla'))}"${'\\\\'.repeat(30_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('isPageView', () => {
  const request = { method: 'GET', status: 200 };
  it.each(['/', '/blog', '/blog/', '/a.html', '/a.PHP?x=1', '/release-1.0', '/doc.v2/intro', '/?flav=rss', '/x.css/'])(
    'counts %s',
    (target) => expect(isPageView({ ...request, target })).toBe(true),
  );
  it.each([
    '/style.css',
    '/robots.txt',
    '/favicon.ico',
    '/a/b.png?v=1',
    '/feed',
    '/blog/rss',
    '/blog/Atom',
    '/index.xml',
    '/x.pdf',
  ])('does not count %s', (target) => expect(isPageView({ ...request, target })).toBe(false));
  it.each([
    ['GET', 304, true],
    ['GET', 206, false],
    ['GET', 301, false],
    ['GET', 404, false],
    ['GET', 500, false],
    ['HEAD', 200, false],
    ['POST', 200, false],
  ])('%s with %i: %s', (method, status, counts) => expect(isPageView({ method, status, target: '/' })).toBe(counts));
});
