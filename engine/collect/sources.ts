/**
 * Well-known hosts by the name that people know them by. A host stands for its subdomains too (`m.facebook.com`), the longest
 * match wins (`news.ycombinator.com`). Names in lower case without a dot are what campaigns write (`utm_source=fb`).
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Bing: ['bing.com', 'cc.bingj.com', 'bing'],
  Baidu: ['baidu.com', 'baidu'],
  Bluesky: ['bsky.app', 'go.bsky.app', 'bluesky', 'bsky'],
  'Brave Search': ['search.brave.com'],
  ChatGPT: ['chatgpt.com', 'chat.openai.com', 'chatgpt'],
  Claude: ['claude.ai', 'claude'],
  'Dev.to': ['dev.to'],
  Discord: ['discord.com', 'discordapp.com', 'discord'],
  DuckDuckGo: ['duckduckgo.com', 'com.duckduckgo.mobile.android', 'duckduckgo', 'ddg'],
  Ecosia: ['ecosia.org', 'ecosia'],
  Facebook: ['facebook.com', 'fb.com', 'fb.me', 'com.facebook.katana', 'facebook', 'fb'],
  Feedly: ['feedly.com'],
  Gemini: ['gemini.google.com'],
  GitHub: ['github.com', 'github.io', 'github'],
  GitLab: ['gitlab.com', 'gitlab'],
  Gmail: ['mail.google.com', 'com.google.android.gm', 'gmail'],
  'Google News': ['news.google.com'],
  'Hacker News': ['news.ycombinator.com', 'hckrnews.com', 'hackernews', 'hn'],
  Instagram: ['instagram.com', 'instagram', 'ig'],
  Kagi: ['kagi.com', 'kagi'],
  LinkedIn: ['linkedin.com', 'lnkd.in', 'com.linkedin.android', 'linkedin'],
  'Lobste.rs': ['lobste.rs', 'lobsters'],
  Mastodon: ['mastodon.social', 'mastodon.online', 'fosstodon.org', 'hachyderm.io', 'mastodon'],
  Medium: ['medium.com', 'medium'],
  'Microsoft Copilot': ['copilot.microsoft.com', 'copilot'],
  'Microsoft Teams': ['statics.teams.cdn.office.net', 'teams.microsoft.com'],
  Naver: ['naver.com', 'naver'],
  'Outlook.com': ['outlook.live.com', 'outlook.office.com', 'outlook.com', 'outlook'],
  Perplexity: ['perplexity.ai', 'perplexity'],
  Pinterest: ['pinterest.com', 'pin.it', 'pinterest'],
  'Product Hunt': ['producthunt.com', 'producthunt'],
  Qwant: ['qwant.com', 'qwant'],
  Quora: ['quora.com', 'quora'],
  Reddit: ['reddit.com', 'redd.it', 'com.reddit.frontpage', 'reddit'],
  Slack: ['slack.com', 'com.slack', 'slack'],
  Snapchat: ['snapchat.com', 'snapchat'],
  'Stack Overflow': ['stackoverflow.com', 'stackoverflow'],
  Startpage: ['startpage.com', 'startpage'],
  Substack: ['substack.com', 'substack'],
  Telegram: ['t.me', 'telegram.org', 'web.telegram.org', 'org.telegram.messenger', 'telegram'],
  Threads: ['threads.net', 'threads.com', 'threads'],
  TikTok: ['tiktok.com', 'tiktok'],
  Twitch: ['twitch.tv', 'twitch'],
  VK: ['vk.com', 'vkontakte.ru', 'vk'],
  WeChat: ['weixin.qq.com', 'wechat.com', 'wechat'],
  WhatsApp: ['whatsapp.com', 'wa.me', 'whatsapp'],
  Wikipedia: ['wikipedia.org', 'wikipedia'],
  X: ['x.com', 'twitter.com', 't.co', 'com.twitter.android', 'twitter', 'x'],
  'Yahoo!': ['yahoo.com', 'yahoo.co.jp', 'yahoo'],
  YouTube: ['youtube.com', 'youtu.be', 'youtube', 'yt'],
};

const NAME_OF = new Map(Object.entries(NAMES).flatMap(([name, keys]) => keys.map((key) => [key, name] as const)));

/** Searches that run under one brand on many country domains: google.de, google.co.uk, yandex.com.tr. */
const BRANDS: readonly [RegExp, string][] = [
  [/(^|\.)google\.(com?\.)?[a-z]{2,3}$/, 'Google'],
  [/^com\.google\.android\.googlequicksearchbox$|^google$/, 'Google'],
  [/(^|\.)yandex\.(com\.)?[a-z]{2,3}$|^ya\.ru$|^yandex$/, 'Yandex'],
  [/(^|\.)amazon\.(com?\.)?[a-z]{2,3}$/, 'Amazon'],
];

/** Longest run of labels that is looked up; hosts have at most 127. */
const MAX_LABELS = 8;

/** The well-known name of a bare host or of a campaign's source tag; null where it has none. */
export function knownSource(hostOrTag: string): string | null {
  const key = hostOrTag.toLowerCase();
  const labels = key.split('.').slice(-MAX_LABELS);
  for (let from = 0; from < labels.length; from++) {
    // A bare word is a tag; the last label of a host ("x" of "host.x") is not.
    if (labels.length > 1 && from === labels.length - 1) break;
    const name = NAME_OF.get(labels.slice(from).join('.'));
    if (name !== undefined) return name;
  }
  return BRANDS.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}
