import Bowser from 'bowser';
import { isbot } from 'isbot';
import { BoundedCache } from './bounded-cache.ts';

export interface UserAgentFacts {
  /** Marketing name ("Chrome"), empty where it is not known. */
  browser: string;
  os: string;
  /** `desktop`, `mobile`, `tablet`, `tv`, `bot` or empty. */
  device: string;
  isBot: boolean;
}

/** Longer ones are cut before they are looked at: a parser of regular expressions gets no essay to chew on. */
export const MAX_USER_AGENT_LENGTH = 512;
const CACHED_USER_AGENTS = 5_000;
const MAX_NAME_LENGTH = 60;
const DEVICES = new Set(['desktop', 'mobile', 'tablet', 'tv']);
/** Browsers driven by a program that say so; `isbot` knows most, these are kept whatever its list does. */
const HEADLESS = /headless|phantomjs|puppeteer|playwright|selenium|electron-prerender/i;

const cache = new BoundedCache<UserAgentFacts>(CACHED_USER_AGENTS);

/** What a User-Agent header says; an empty one is a program's, since every browser sends it. */
export function userAgentFacts(userAgent: string): UserAgentFacts {
  return cache.get(userAgent.slice(0, MAX_USER_AGENT_LENGTH), read);
}

function read(userAgent: string): UserAgentFacts {
  // Bowser throws on an empty string. Access logs write "-" for none.
  if (userAgent === '' || userAgent === '-') return { browser: '', os: '', device: 'bot', isBot: true };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const isBot = isbot(userAgent) || HEADLESS.test(userAgent) || platform.type === 'bot';
  const type = platform.type ?? '';
  return {
    // The parser's last resort is the first word, and that of nearly every browser and bot is "Mozilla".
    browser: browser.name === 'Mozilla' ? '' : name(browser.name),
    os: name(os.name),
    device: isBot ? 'bot' : DEVICES.has(type) ? type : '',
    isBot,
  };
}

function name(value: string | undefined): string {
  return (value ?? '').slice(0, MAX_NAME_LENGTH).toWellFormed();
}
