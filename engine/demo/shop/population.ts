import type { Random } from '../random.ts';

/** Who visits: what a browser tells of itself without being asked. */
export interface Person {
  /** Kept over the visits of one person. */
  id: string;
  ip: string;
  userAgent: string;
  language: string;
  screen: string;
  isBot: boolean;
}

interface Country {
  language: string;
  /** First two bytes of address blocks that large access providers of the country use. */
  blocks: readonly string[];
}

const COUNTRIES: readonly (readonly [Country, number])[] = [
  [{ language: 'en-US', blocks: ['73.15', '71.60', '98.210', '24.6', '67.160'] }, 26],
  [{ language: 'de-DE', blocks: ['84.130', '87.150', '91.10', '79.200'] }, 16],
  [{ language: 'en-GB', blocks: ['86.130', '81.140', '90.195', '82.10'] }, 11],
  [{ language: 'fr-FR', blocks: ['90.50', '86.200', '92.150', '82.240'] }, 8],
  [{ language: 'nl-NL', blocks: ['84.80', '77.160', '62.194'] }, 5],
  [{ language: 'es-ES', blocks: ['83.40', '88.10', '80.30'] }, 5],
  [{ language: 'it-IT', blocks: ['79.20', '87.10', '151.40'] }, 4],
  [{ language: 'pt-BR', blocks: ['177.100', '189.40', '187.20'] }, 6],
  [{ language: 'en-IN', blocks: ['117.200', '122.160', '49.205'] }, 6],
  [{ language: 'ja-JP', blocks: ['126.80', '60.100', '219.100'] }, 5],
  [{ language: 'en-AU', blocks: ['101.160', '120.150', '58.160'] }, 3],
  [{ language: 'en-CA', blocks: ['70.50', '99.230', '142.165'] }, 4],
  [{ language: 'sv-SE', blocks: ['81.230', '90.230', '78.70'] }, 2],
  [{ language: 'pl-PL', blocks: ['83.10', '83.20', '31.60'] }, 2],
  [{ language: 'de-AT', blocks: ['62.46', '91.115', '194.166'] }, 1],
  [{ language: 'de-CH', blocks: ['85.1', '178.192', '83.76'] }, 1],
  [{ language: 'es-MX', blocks: ['187.140', '189.180', '189.150'] }, 2],
  [{ language: 'ko-KR', blocks: ['121.130', '175.200', '59.10'] }, 2],
];

interface Device {
  userAgent: string;
  screens: readonly string[];
}

const DESKTOP = ['1920x1080', '2560x1440', '1536x864', '1440x900', '1366x768'];
const MAC = ['1512x982', '1728x1117', '2560x1440', '1440x900'];
const PHONE = ['390x844', '393x852', '430x932', '375x667'];
const ANDROID = ['412x915', '360x800', '384x832'];

const DEVICES: readonly (readonly [Device, number])[] = [
  [{ userAgent: windows('Chrome/138.0.0.0 Safari/537.36'), screens: DESKTOP }, 26],
  [{ userAgent: mac('Chrome/138.0.0.0 Safari/537.36'), screens: MAC }, 10],
  [{ userAgent: windows('Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0'), screens: DESKTOP }, 8],
  [{ userAgent: windows('Chrome/137.0.0.0 Safari/537.36 OPR/121.0.0.0'), screens: DESKTOP }, 1],
  [
    { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', screens: DESKTOP },
    5,
  ],
  [{ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', screens: DESKTOP }, 2],
  [
    {
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      screens: MAC,
    },
    8,
  ],
  [
    {
      userAgent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      screens: PHONE,
    },
    20,
  ],
  [
    {
      userAgent:
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
      screens: ANDROID,
    },
    15,
  ],
  [
    {
      userAgent:
        'Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      screens: ANDROID,
    },
    3,
  ],
  [
    {
      userAgent:
        'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      screens: ['820x1180', '1024x1366'],
    },
    3,
  ],
];

const BOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
];
const BOT_SHARE = 0.02;

export function newPerson(random: Random): Person {
  const country = random.weighted(COUNTRIES);
  const id = random.hex(20);
  const ip = `${random.pick(country.blocks)}.${random.between(0, 255)}.${random.between(1, 254)}`;
  if (random.chance(BOT_SHARE)) {
    return { id, ip, userAgent: random.pick(BOTS), language: 'en-US', screen: '', isBot: true };
  }
  const device = random.weighted(DEVICES);
  const screen = random.pick(device.screens);
  return { id, ip, userAgent: device.userAgent, language: country.language, screen, isBot: false };
}

/** Every block above with the country it should resolve to: a test holds them against the bundled database. */
export function addressBlocks(): { block: string; country: string }[] {
  return COUNTRIES.flatMap(([{ language, blocks }]) => blocks.map((block) => ({ block, country: language.slice(-2) })));
}

function windows(tail: string): string {
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ${tail}`;
}

function mac(tail: string): string {
  return `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ${tail}`;
}
