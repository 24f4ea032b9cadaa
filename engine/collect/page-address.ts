/** Lengths in UTF-16 units; what is longer is cut. */
export const MAX_URL_LENGTH = 2_048;
const MAX_CAMPAIGN_LENGTH = 200;

/** What an event's `url` says. */
export interface PageAddress {
  url: string;
  hostname: string;
  /** Without query and fragment, as the browser encodes it. */
  path: string;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  utm_term: string;
  utm_content: string;
  /** `utm_source`, else `source`, else `ref`: three ways in which links say where they stand. */
  taggedSource: string;
}

export const NO_ADDRESS: PageAddress = {
  url: '',
  hostname: '',
  path: '',
  utm_source: '',
  utm_medium: '',
  utm_campaign: '',
  utm_term: '',
  utm_content: '',
  taggedSource: '',
};

/** Stands in for the host of an address that begins with its path; never shows in a result. */
const NO_HOST = 'http://no-host.invalid';

/** Reads an absolute address, or one that begins with "/"; null where it is neither. */
export function readPageAddress(text: string): PageAddress | null {
  const raw = cut(text.trim(), MAX_URL_LENGTH);
  if (raw === '') return NO_ADDRESS;
  const relative = raw.startsWith('/');
  const parsed = URL.parse(relative ? NO_HOST + raw : raw);
  if (parsed === null) return null;
  const address = { ...NO_ADDRESS, url: raw, hostname: relative ? '' : parsed.hostname, path: parsed.pathname };
  return parsed.search === '' ? address : withCampaign(address, parsed.searchParams);
}

function withCampaign(address: PageAddress, query: URLSearchParams): PageAddress {
  const value = (name: string): string => cut((query.get(name) ?? '').trim(), MAX_CAMPAIGN_LENGTH);
  const source = value('utm_source');
  return {
    ...address,
    utm_source: source,
    utm_medium: value('utm_medium'),
    utm_campaign: value('utm_campaign'),
    utm_term: value('utm_term'),
    utm_content: value('utm_content'),
    taggedSource: source || value('source') || value('ref'),
  };
}

/** Cuts to a length, without leaving half of a surrogate pair: such a string is no valid UTF-8 further down. */
export function cut(text: string, maxLength: number): string {
  return (text.length > maxLength ? text.slice(0, maxLength) : text).toWellFormed();
}

/** A host as people say it: lower case and without "www.". */
export function bareHost(hostname: string): string {
  return hostname.toLowerCase().replace(/^www\d?\./, '');
}
