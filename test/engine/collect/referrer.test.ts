import { describe, expect, it } from 'vitest';
import { NO_ADDRESS, readPageAddress } from '../../../engine/collect/page-address.ts';
import { readReferrer } from '../../../engine/collect/referrer.ts';

function source(referrer: string, url = 'https://example.org/', site = 'demo'): string {
  return readReferrer(referrer, readPageAddress(url) ?? NO_ADDRESS, site).source;
}

describe('readReferrer', () => {
  it.each([
    ['https://www.google.com/', 'Google'],
    ['https://www.google.co.uk/search?q=weir', 'Google'],
    ['https://news.google.com/', 'Google News'],
    ['android-app://com.google.android.googlequicksearchbox/', 'Google'],
    ['https://m.facebook.com/', 'Facebook'],
    ['https://t.co/abc', 'X'],
    ['https://news.ycombinator.com/item?id=1', 'Hacker News'],
    ['https://old.reddit.com/r/tea', 'Reddit'],
    ['https://chatgpt.com/', 'ChatGPT'],
    ['https://gist.github.com/', 'GitHub'],
    ['https://www.youtube.com/watch', 'YouTube'],
    ['https://yandex.com.tr/', 'Yandex'],
    ['https://www.blog.example.net/a', 'blog.example.net'],
    ['https://notgoogle.com/', 'notgoogle.com'],
    ['https://host.x/', 'host.x'],
    ['-', ''],
    ['', ''],
    ['no address', ''],
  ])('calls %s "%s"', (referrer, expected) => {
    expect(source(referrer)).toBe(expected);
  });

  it.each([
    ['https://example.org/?utm_source=fb', 'Facebook'],
    ['https://example.org/?utm_source=Spring%20letter', 'Spring letter'],
    ['https://example.org/?ref=producthunt', 'Product Hunt'],
    ['https://example.org/?source=hn', 'Hacker News'],
    ['https://example.org/?ref=www.lwn.net', 'www.lwn.net'],
    ['https://example.org/?utm_source=news&ref=hn', 'news'],
  ])('lets the tag of %s go before the referrer', (url, expected) => {
    expect(source('https://www.google.com/', url)).toBe(expected);
  });

  it.each([
    ['the page’s own host', 'https://www.example.org/a', 'https://example.org/b', 'demo'],
    ['the host that is the site’s name', 'https://example.org/a', '/b', 'example.org'],
  ])('takes %s for no source', (_, referrer, url, site) => {
    expect(readReferrer(referrer, readPageAddress(url)!, site)).toEqual({ referrer: '', source: '' });
  });
});
