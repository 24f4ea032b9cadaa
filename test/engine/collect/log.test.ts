import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventsTopicSink } from '../../../engine/collect/event-sink.ts';
import { createCollectHandler } from '../../../engine/collect/http.ts';
import { createCollector } from '../../../engine/collect/intake.ts';
import { EVENTS_TOPIC } from '../../../engine/events/topics.ts';
import { startBroker } from '../../../engine/kafka/broker.ts';
import { silentLog } from '../../../engine/log.ts';
import { createProducer, ensureTopics } from '../../../engine/stream/kafka-client.ts';
import { eventsInLog } from './events-in-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A collector over HTTP in front of the bundled broker on `port`. */
async function openWeb(port: number): Promise<string> {
  const client = { brokers: [`127.0.0.1:${port}`], clientId: 'weir-test', log: silentLog };
  const producer = createProducer({ ...client, deliveryTimeoutMs: 2_000 });
  const sink = eventsTopicSink(producer);
  const options = { producer: sink, dataDir: temporaryFolder(), sites: null, geoipPath: null, log: silentLog };
  const collector = await createCollector(options);
  const server = createServer(createCollectHandler(collector));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    collector.close();
    await producer.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/collect`;
}

function post(url: string, ids: string[]): Promise<Response> {
  const events = ids.map((id) => ({ id, name: 'pageview', url: 'https://example.org/', visitor: id }));
  return fetch(url, { method: 'POST', body: JSON.stringify({ site: 'demo', events }) });
}

describe('with the bundled broker', () => {
  it('what is answered 202 lies in the log, and nothing else', async () => {
    const broker = await startBroker({ dataDir: temporaryFolder(), host: '127.0.0.1', port: 0, log: silentLog });
    onTestFinished(() => broker.close());
    const brokers = [`127.0.0.1:${broker.port}`];
    await ensureTopics({ brokers, clientId: 'weir-test', log: silentLog }, [EVENTS_TOPIC]);
    const url = await openWeb(broker.port);
    const batches = Array.from({ length: 40 }, (_, batch) => Array.from({ length: 25 }, (_, at) => `e-${batch}-${at}`));
    const answers = await Promise.all(batches.map((ids) => post(url, ids)));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(202));
    const ids = (await eventsInLog(brokers)).map(({ id }) => id);
    expect(ids.sort()).toEqual(batches.flat().sort());
  });

  it('a broker that is away is told as 503, and the same request is taken once it is back', async () => {
    const dataDir = temporaryFolder();
    const first = await startBroker({ dataDir, host: '127.0.0.1', port: 0, log: silentLog });
    const { port } = first;
    const brokers = [`127.0.0.1:${port}`];
    await ensureTopics({ brokers, clientId: 'weir-test', log: silentLog }, [EVENTS_TOPIC]);
    const url = await openWeb(port);
    expect((await post(url, ['before'])).status).toBe(202);
    await first.close();
    const away = await post(url, ['during']);
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);

    const second = await startBroker({ dataDir, host: '127.0.0.1', port, log: silentLog });
    onTestFinished(() => second.close());
    await expect.poll(async () => (await post(url, ['during'])).status, { timeout: 20_000 }).toBe(202);
    const ids = new Set((await eventsInLog(brokers)).map(({ id }) => id));
    expect(ids).toEqual(new Set(['before', 'during']));
  });
});
