import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ImportSummary, importAccessLog } from '../../../engine/import/access-log.ts';
import { startBroker } from '../../../engine/kafka/broker.ts';
import { silentLog } from '../../../engine/log.ts';
import { eventsInLog } from '../collect/events-in-log.ts';
import { temporaryFolder } from '../collect/temporary-folder.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const OWN = 'https://www.example.org/';

function line(second: number, request: string, status: number, referrer = '-', userAgent = BROWSER): string {
  const time = `17/May/2015:10:05:${String(second).padStart(2, '0')} +0000`;
  return `84.130.1.2 - - [${time}] "${request}" ${status} 100 "${referrer}" "${userAgent}"`;
}

const LOG = [
  line(1, 'GET / HTTP/1.1', 200, 'https://www.google.com/'),
  line(1, 'GET /style.css HTTP/1.1', 200, OWN),
  line(2, 'GET /app.js HTTP/1.1', 200, OWN),
  line(9, 'GET /about.html?x=1 HTTP/1.1', 304, OWN),
  'this is no line of an access log',
  line(10, 'GET /gone HTTP/1.1', 404),
  line(11, 'GET /pixel HTTP/1.1', 200),
  line(11, 'GET /pixel HTTP/1.1', 200),
  line(12, 'OPTIONS * HTTP/1.0', 200, '-', '-'),
].join('\n');

interface Imported {
  summary: ImportSummary;
  printed: string;
}

async function openLog(): Promise<{ brokers: string[]; importFile(file: string, dataDir: string): Promise<Imported> }> {
  const broker = await startBroker({ dataDir: temporaryFolder(), host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => broker.close());
  const brokers = [`127.0.0.1:${broker.port}`];
  const importFile = async (file: string, dataDir: string): Promise<Imported> => {
    let printed = '';
    const stdout = { write: (text: string) => (printed += text) };
    const summary = await importAccessLog({
      file,
      site: 'example.org',
      brokers,
      dataDir,
      geoipPath: null,
      stdout,
      log: silentLog,
    });
    return { summary, printed };
  };
  return { brokers, importFile };
}

describe('importAccessLog', () => {
  it('puts each line into the log as an event with its own time, address and browser', async () => {
    const { brokers, importFile } = await openLog();
    const file = join(temporaryFolder(), 'access.log.gz');
    writeFileSync(file, gzipSync(LOG));
    const { summary, printed } = await importFile(file, temporaryFolder());
    expect(summary).toMatchObject({
      lines: 9,
      events: 8,
      pageViews: 4,
      unparsable: 1,
      rejected: 0,
      ownOrigin: 'https://www.example.org',
    });
    expect(printed).toContain('line 5');

    const events = (await eventsInLog(brokers)).sort((a, b) => a.ts - b.ts);
    expect(events).toHaveLength(8);
    expect(events[0]).toMatchObject({
      name: 'pageview',
      ts: Date.UTC(2015, 4, 17, 10, 5, 1),
      url: OWN,
      path: '/',
      referrer_source: 'Google',
      browser: 'Firefox',
      country: 'DE',
      is_bot: false,
    });
    expect(events.find(({ path }) => path === '/about.html')).toMatchObject({ name: 'pageview', referrer: '' });
    expect(events.find(({ path }) => path === '/gone')).toMatchObject({
      name: 'request',
      props: { method: 'GET', status: 404 },
    });
    expect(events.at(-1)).toMatchObject({ name: 'request', url: '', is_bot: true });
  });

  it('gives the same ids and visitors when it is repeated, so that nothing counts twice', async () => {
    const { brokers, importFile } = await openLog();
    const file = join(temporaryFolder(), 'access.log');
    writeFileSync(file, LOG);
    const dataDir = temporaryFolder();
    await importFile(file, dataDir);
    await importFile(file, dataDir);
    const events = await eventsInLog(brokers);
    expect(events).toHaveLength(16);
    expect(new Set(events.map(({ site, visitor_id, id }) => `${site}/${visitor_id}/${id}`)).size).toBe(8);
  });

  it('imports what comes before a broken end, and says so', async () => {
    const { brokers, importFile } = await openLog();
    const file = join(temporaryFolder(), 'access.log.gz');
    const long = Array.from({ length: 5_000 }, (_, number) => line(number % 60, `GET /${number} HTTP/1.1`, 200)).join(
      '\n',
    );
    writeFileSync(file, gzipSync(long).subarray(0, -500));
    await expect(importFile(file, temporaryFolder())).rejects.toThrow(file);
    expect((await eventsInLog(brokers)).length).toBeGreaterThan(1_000);
  });

  it.each([
    ['the file that is not there', { file: '/no/such/access.log' }, '/no/such/access.log'],
    ['the site that is not well-formed', { site: 'No Site' }, '--site'],
    ['the log that is away', { brokers: ['127.0.0.1:1'] }, '127.0.0.1:1'],
  ])('names %s', async (_, wrong, named) => {
    const { brokers } = 'brokers' in wrong ? wrong : await openLog();
    const rest = { geoipPath: null, stdout: { write: () => {} }, log: silentLog };
    const file = join(temporaryFolder(), 'access.log');
    writeFileSync(file, LOG);
    await expect(
      importAccessLog({ file, site: 'a', brokers, dataDir: temporaryFolder(), ...rest, ...wrong }),
    ).rejects.toThrow(named);
  });
});
