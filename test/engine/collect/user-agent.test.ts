import { describe, expect, it } from 'vitest';
import { userAgentFacts } from '../../../engine/collect/user-agent.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('userAgentFacts', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
      'Chrome',
      'Windows',
      'desktop',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux', 'desktop'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'mobile',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'tablet',
    ],
  ])('reads %s', (userAgent, browser, os, device) => {
    expect(userAgentFacts(userAgent)).toEqual({ browser, os, device, isBot: false });
  });

  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/138.0.0.0 Safari/537.36`,
    'curl/8.5.0',
    '-',
    '',
  ])('takes "%s" for a program', (userAgent) => {
    expect(userAgentFacts(userAgent)).toMatchObject({ device: 'bot', isBot: true });
  });

  it('is not impressed by a very long one', () => {
    expect(userAgentFacts('x'.repeat(1_000_000)).browser.length).toBeLessThanOrEqual(60);
  });
});
