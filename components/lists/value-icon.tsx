import {
  IconBolt,
  IconBrandAndroid,
  IconBrandApple,
  IconBrandBing,
  IconBrandChrome,
  IconBrandEdge,
  IconBrandFacebook,
  IconBrandFirefox,
  IconBrandGithub,
  IconBrandGoogle,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMastodon,
  IconBrandOpera,
  IconBrandPinterest,
  IconBrandReddit,
  IconBrandSafari,
  IconBrandTelegram,
  IconBrandTiktok,
  IconBrandUbuntu,
  IconBrandWindows,
  IconBrandX,
  IconBrandYcombinator,
  IconBrandYoutube,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconDeviceTv,
  IconExternalLink,
  IconFile,
  IconLink,
  IconRobot,
  IconWorld,
} from '@tabler/icons-react';
import classes from './lists.module.css';

type Icon = typeof IconWorld;

/** By dimension and then by the lower-case beginning of the value. */
const ICONS: Record<string, ReadonlyArray<readonly [string, Icon]>> = {
  source: [
    ['google', IconBrandGoogle],
    ['github', IconBrandGithub],
    ['hacker news', IconBrandYcombinator],
    ['reddit', IconBrandReddit],
    ['linkedin', IconBrandLinkedin],
    ['youtube', IconBrandYoutube],
    ['facebook', IconBrandFacebook],
    ['instagram', IconBrandInstagram],
    ['mastodon', IconBrandMastodon],
    ['telegram', IconBrandTelegram],
    ['pinterest', IconBrandPinterest],
    ['tiktok', IconBrandTiktok],
    ['bing', IconBrandBing],
    ['twitter', IconBrandX],
    ['x', IconBrandX],
  ],
  browser: [
    ['chrom', IconBrandChrome],
    ['firefox', IconBrandFirefox],
    ['safari', IconBrandSafari],
    ['mobile safari', IconBrandSafari],
    ['microsoft edge', IconBrandEdge],
    ['edge', IconBrandEdge],
    ['opera', IconBrandOpera],
  ],
  os: [
    ['windows', IconBrandWindows],
    ['mac', IconBrandApple],
    ['ios', IconBrandApple],
    ['android', IconBrandAndroid],
    ['ubuntu', IconBrandUbuntu],
  ],
  device: [
    ['desktop', IconDeviceDesktop],
    ['mobile', IconDeviceMobile],
    ['tablet', IconDeviceTablet],
    ['tv', IconDeviceTv],
    ['bot', IconRobot],
  ],
  event: [
    ['pageview', IconFile],
    ['outbound_click', IconExternalLink],
  ],
};

const OTHERWISE: Record<string, Icon> = {
  browser: IconWorld,
  os: IconDeviceDesktop,
  device: IconDeviceDesktop,
  event: IconBolt,
  city: IconWorld,
};

interface Props {
  dimension: string;
  value: string;
}

/** A small picture beside a value: a flag, a brand, a device; nothing where none helps. */
export function ValueIcon({ dimension, value }: Props) {
  if (dimension === 'country') return <Flag code={value} />;
  const lower = value.toLowerCase();
  const brand = ICONS[dimension]?.find(([start]) =>
    start.length < 3 ? lower === start : lower.startsWith(start),
  )?.[1];
  if (!brand && dimension === 'source') return <Initial text={value} />;
  const Shown = brand ?? OTHERWISE[dimension];
  return Shown ? <Shown className={classes.icon} size={17} stroke={1.6} aria-hidden /> : null;
}

export function Flag({ code }: { code: string }) {
  if (!/^[A-Z]{2}$/.test(code)) return <IconWorld className={classes.icon} size={17} stroke={1.6} aria-hidden />;
  return <span className={`fi fi-${code.toLowerCase()} ${classes.flag}`} aria-hidden />;
}

/** A source without a mark of its own gets its first letter, in a colour that stays the same. */
function Initial({ text }: { text: string }) {
  if (text === '') return <IconLink className={classes.icon} size={17} stroke={1.6} aria-hidden />;
  const hue = [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);
  return (
    <span className={classes.initial} style={{ '--hue': hue } as React.CSSProperties} aria-hidden>
      {text[0]!.toUpperCase()}
    </span>
  );
}
