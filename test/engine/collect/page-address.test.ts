import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareHost, cut, MAX_URL_LENGTH, readPageAddress } from '../../../engine/collect/page-address.ts';

describe('readPageAddress', () => {
  it('tells host, path and campaign', () => {
    const url = 'https://www.example.org/a/b?utm_source=s&utm_medium=m&utm_campaign=c&utm_term=t&utm_content=x#top';
    expect(readPageAddress(url)).toEqual({
      url,
      hostname: 'www.example.org',
      path: '/a/b',
      utm_source: 's',
      utm_medium: 'm',
      utm_campaign: 'c',
      utm_term: 't',
      utm_content: 'x',
      taggedSource: 's',
    });
  });

  it('takes an address that begins with its path', () => {
    expect(readPageAddress('//double/slash?x=1')).toMatchObject({ hostname: '', path: '//double/slash' });
  });

  it('refuses what is neither an address nor a path', () => {
    expect(readPageAddress('page one')).toBeNull();
  });

  it('bounds every part, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true }),
        fc.string({ unit: 'binary', maxLength: 5_000 }),
        (url, tail) => {
          const address = readPageAddress(`${url}?utm_source=${tail}`);
          if (address === null) return;
          expect(address.url.length).toBeLessThanOrEqual(MAX_URL_LENGTH);
          expect(address.utm_source.length).toBeLessThanOrEqual(200);
          expect(Object.values(address).every((part: string) => part.isWellFormed())).toBe(true);
        },
      ),
    );
  });
});

describe('cut', () => {
  it('never leaves half a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, length) => {
        const short = cut(text, length);
        expect(short.length).toBeLessThanOrEqual(length);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('bareHost', () => {
  it.each([
    ['WWW.Example.org', 'example.org'],
    ['www2.example.org', 'example.org'],
    ['wwwx.example.org', 'wwwx.example.org'],
  ])('says %s as %s', (host, bare) => expect(bareHost(host)).toBe(bare));
});
