import { resolve } from 'node:path';
import { addressText } from '../settings/address.ts';
import type { Settings } from '../settings.ts';

/** The address that a browser on this machine uses for the web role. */
export function webUrl(settings: Settings): string {
  const everywhere = settings.host === '0.0.0.0' || settings.host === '::';
  const host = everywhere ? '127.0.0.1' : settings.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`;
}

/** What `npm start` ends with: everything that a newcomer needs next. */
export function startScreen(settings: Settings, startMs: number): string {
  const bold = (text: string): string => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
  const url = webUrl(settings);
  const snippet = `<script defer src="${url}/weir.js" data-site="my-site"></script>`;
  const outside = (bundled: boolean): string => (bundled ? '' : '  (outside server)');
  return [
    '',
    `  ${bold('Weir is running')}  (ready in ${(startMs / 1000).toFixed(1)} s)`,
    '',
    `  Dashboard    ${bold(url)}`,
    `  Snippet      ${snippet}`,
    `  Kafka        ${kafkaAddresses(settings)}${outside(settings.bundledBroker)}`,
    `  ClickHouse   ${withoutPassword(settings.clickhouseUrl)}${outside(settings.bundledStore)}`,
    `  Data         ${resolve(settings.dataDir)}`,
    '  Demo         npx weir demo shop      (or the button on the empty dashboard)',
    '',
    '  Ctrl-C stops it. Settings and commands: npx weir --help',
    '',
  ].join('\n');
}

/** Outside brokers as they were named; of the bundled one every listener, with its protocol where it is not the plain one. */
function kafkaAddresses({ brokers, bundledBroker, broker }: Settings): string {
  if (!bundledBroker) return brokers.join(', ');
  return broker.all
    .map(({ protocol, host, port, advertised }) => {
      const address = addressText(advertised?.host ?? host, advertised?.port ?? port);
      return protocol === 'PLAINTEXT' ? address : `${protocol}://${address}`;
    })
    .join(', ');
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password) url.password = '***';
  return url.toString().replace(/\/$/, '');
}
