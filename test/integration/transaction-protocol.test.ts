import { expect, it, onTestFinished } from 'vitest';
import { AddPartitionsToTxnApi } from '../../engine/kafka/protocol/generated/add-partitions-to-txn.ts';
import { EndTxnApi } from '../../engine/kafka/protocol/generated/end-txn.ts';
import { FindCoordinatorApi } from '../../engine/kafka/protocol/generated/find-coordinator.ts';
import { ListTransactionsApi } from '../../engine/kafka/protocol/generated/list-transactions.ts';
import { ProduceApi } from '../../engine/kafka/protocol/generated/produce.ts';
import { startApacheKafka } from '../conformance/apache-kafka/server.ts';
import { RawClient } from '../engine/kafka/raw-client.ts';
import { type Claim, codeOf, RawProducer } from '../engine/kafka/raw-producer.ts';
import { createTopic } from '../engine/kafka/requests.ts';
import { runningBroker } from '../engine/kafka/running-broker.ts';
import { onApacheKafka } from '../product.ts';

/** Kafka's coordinators are on their way for a while, and a transaction is over only when its markers are there. */
const COME_AGAIN = /^(CONCURRENT_TRANSACTIONS|NOT_COORDINATOR|COORDINATOR_\w+)$/;
const PAUSE_MS = 50;

async function answered(ask: () => Promise<string>): Promise<string> {
  for (;;) {
    const code = await ask();
    if (!COME_AGAIN.test(code)) return code;
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
}

async function portOfBroker(): Promise<number> {
  if (!onApacheKafka) return (await runningBroker()).broker.port;
  const kafka = await startApacheKafka({}, ['-Xmx512m']);
  onTestFinished(() => kafka.close());
  return Number(kafka.address.split(':')[1]);
}

async function connect(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  onTestFinished(() => client.close());
  return client;
}

/** Kafka makes a coordinator's topic when the coordinator is asked for. */
async function findCoordinators(client: RawClient): Promise<void> {
  for (const keyType of [0, 1]) {
    await answered(async () => {
      const { coordinators } = await client.call(FindCoordinatorApi, 4, { key: '', keyType, coordinatorKeys: ['pay'] });
      return codeOf(coordinators[0]!.errorCode);
    });
  }
}

/** A second opinion on what the bundled broker says: `npm run test:apache-kafka` asks Apache Kafka the same, and it has to say the same. */
it('requests of transaction.version 2 are answered as Apache Kafka answers them', async () => {
  const port = await portOfBroker();
  const client = await connect(port);
  await createTopic(client, 'clicks', 3);
  await createTopic(client, 'other', 1);
  await findCoordinators(client);
  const producer = new RawProducer(await connect(port));
  expect(await answered(async () => (await producer.init()).at(-1)!)).toBe('NONE');
  const end = (committed: boolean) => answered(() => producer.endBumping(committed));
  const endAs = (claim: Claim, committed: boolean) =>
    answered(async () => codeOf((await client.call(EndTxnApi, 5, { ...claim, committed })).errorCode));
  const verify = async (claim: Claim, partition: number) => {
    const topics = [{ name: 'clicks', partitions: [partition] }];
    const request = { ...claim, topics: [], transactions: [{ ...claim, verifyOnly: true, topics }] };
    const { transactions } = await client.call(AddPartitionsToTxnApi, 5, request);
    return codeOf(transactions[0]!.topics[0]!.partitions[0]!.errorCode);
  };
  const list = async (transactionalIdPattern: string) => {
    const filters = { stateFilters: [], producerIdFilters: [], durationFilterMs: -1 };
    const answer = await client.call(ListTransactionsApi, 2, { ...filters, transactionalIdPattern });
    return [codeOf(answer.errorCode), ...answer.transactionStates.map(({ transactionalId }) => transactionalId)];
  };

  // Nothing was begun: there is nothing to commit, and an abort gives the next epoch.
  expect(await end(true)).toBe('INVALID_TXN_STATE');
  expect(await end(false)).toBe('NONE');
  expect(producer.claim.producerEpoch).toBe(1);

  // An end whose answer is lost is answered again, and in the other way refused.
  expect(await answered(() => producer.sendJoining('clicks', ['a']))).toBe('NONE');
  const first = producer.claim;
  expect(await end(true)).toBe('NONE');
  expect(producer.claim.producerEpoch).toBe(2);
  expect(await endAs(first, true)).toBe('NONE');
  expect(await endAs(first, false)).toBe('INVALID_TXN_STATE');
  expect(await end(true)).toBe('INVALID_TXN_STATE');

  // What comes late belongs to an epoch that is over.
  const late = producer.batch('clicks', ['late']);
  expect(await end(false)).toBe('NONE');
  const { topics } = await client.call(ProduceApi, 12, late);
  expect(codeOf(topics[0]!.partitions[0]!.errorCode)).toBe('INVALID_PRODUCER_EPOCH');
  expect(await answered(() => producer.sendJoining('clicks', ['b'], 1))).toBe('NONE');
  expect(await endAs(first, true)).toBe('PRODUCER_FENCED');

  // What joins, and what does not.
  producer.noteSent('other', 3);
  expect(await answered(() => producer.sendJoining('other', ['x']))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  expect(await answered(() => producer.sendJoining('clicks', ['x'], 9))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await producer.send('clicks', ['x'], 11, 2)).toBe('TRANSACTION_ABORTABLE');
  expect(await producer.send('clicks', ['x'], 9, 2)).toBe('INVALID_TXN_STATE');
  expect(await producer.commitOffsets('pay', 1, 4)).toEqual(['TRANSACTION_ABORTABLE']);
  expect(await answered(async () => (await producer.commitOffsets('pay', 1, 5))[0]!)).toBe('NONE');

  expect(await verify(producer.claim, 1)).toBe('NONE');
  expect(await verify(producer.claim, 2)).toBe('TRANSACTION_ABORTABLE');
  expect(await verify(first, 1)).toBe('PRODUCER_FENCED');
  expect(await verify({ ...first, transactionalId: 'stranger' }, 1)).toBe('INVALID_PRODUCER_ID_MAPPING');

  expect(await list('p.y')).toEqual(['NONE', 'pay']);
  expect(await list('p')).toEqual(['NONE']);
  expect(await list('(')).toEqual(['INVALID_REGULAR_EXPRESSION']);
}, 240_000);
