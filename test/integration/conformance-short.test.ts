import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWeirBroker } from '../conformance/broker.ts';
import { CACHE_DIR } from '../conformance/cache.ts';
import { javaScriptScenarios } from '../conformance/clients/javascript.ts';
import { kcatScenarios } from '../conformance/clients/kcat.ts';
import { platformaticClient } from '../conformance/clients/platformatic.ts';
import { saslSuite } from '../conformance/clients/sasl.ts';
import type { Scenario } from '../conformance/clients/scenarios.ts';
import { librdkafkaSuite } from '../conformance/librdkafka/suite.ts';
import { startSecuredWeir } from '../conformance/secured/weir.ts';
import type { CaseResult, RunningBroker, Suite } from '../conformance/suite.ts';

/** The part of `npm run conformance` that needs no network: what is on this machine judges `weir broker`. */
const ADD_PARTITIONS_TO_TXN = 'AddPartitionsToTxn';
/** Built by `npm run conformance`; not built here, since that takes minutes. */
const librdkafkaIsBuilt = existsSync(join(CACHE_DIR, 'librdkafka', 'tests', 'test-runner'));

let broker: RunningBroker;
beforeAll(async () => {
  broker = await startWeirBroker();
});
afterAll(() => broker.close());

/** Scenarios are known by name before there is a broker: each test builds its own from the address. */
function scenarioTests(scenariosFor: (address: string) => Scenario[]): void {
  const names = scenariosFor('127.0.0.1:1').map(({ name }) => name);
  it.each(names)('%s', { timeout: 60_000 }, async (name) => {
    if (name.startsWith('transactions') && !(await serves(ADD_PARTITIONS_TO_TXN))) return;
    await scenariosFor(broker.address)
      .find((scenario) => scenario.name === name)!
      .run();
  });
}

/** What is not served is not advertised: what a broker advertises, it is held to. */
async function serves(api: string): Promise<boolean> {
  const admin = new Admin({ clientId: 'conformance', bootstrapBrokers: [broker.address] });
  try {
    return (await admin.listApis()).some(({ name }) => name === api);
  } finally {
    await admin.close();
  }
}

async function failuresOf(suite: Suite): Promise<string[]> {
  const results: CaseResult[] = [];
  await suite.run({
    target: {
      address: broker.address,
      logDir: broker.logDir,
      startWith: startWeirBroker,
      startSecured: startSecuredWeir,
    },
    short: true,
    only: /./,
    report: (result) => results.push(result),
    say: () => undefined,
  });
  expect(results.length).toBeGreaterThan(0);
  return results.filter(({ outcome }) => outcome === 'failed').map(({ name, reason }) => `${name}: ${reason}`);
}

describe('clients that log in', () => {
  it('pass every case', { timeout: 240_000 }, async () => expect(await failuresOf(saslSuite)).toEqual([]));
});

describe('kcat', () => {
  scenarioTests(kcatScenarios);
});

describe('@platformatic/kafka', () => {
  scenarioTests((address) => javaScriptScenarios(platformaticClient(address, 'classic')));
});

describe.skipIf(!librdkafkaIsBuilt)('librdkafka, where `npm run conformance` has built it', () => {
  it('passes ten of its own cases', { timeout: 120_000 }, async () => {
    expect(await failuresOf(librdkafkaSuite('classic'))).toEqual([]);
  });
});
