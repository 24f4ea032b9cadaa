import { Producer, stringSerializers } from '@platformatic/kafka';
import { demandText, numbered, type Tools } from './java-tool.ts';
import { type Scenario, same, uniqueName } from './scenarios.ts';

/** Java's transactional producer, which speaks KIP-890's second part, and the tool that looks into transactions and ends those that hang. */
export function transactions({ tool, server, create, produce, consume }: Tools): Scenario[] {
  const bootstrap = server[1]!;
  const command = (...args: string[]): Promise<string> =>
    tool('org.apache.kafka.tools.TransactionsCommand', [...server, ...args]);
  const committed = (topic: string, count: number): Promise<string> =>
    consume(topic, count, '--isolation-level', 'read_committed');
  return [
    {
      name: 'kafka-producer-perf-test, transactional; read_committed sees all',
      async run() {
        const topic = await create('java-transactions', 3);
        const seen = await tool('org.apache.kafka.tools.ProducerPerformance', [
          ...['--topic', topic, '--num-records', '5000', '--record-size', '100', '--throughput', '-1'],
          ...['--transactional-id', uniqueName('java'), '--transaction-duration-ms', '20'],
          ...['--producer-props', `bootstrap.servers=${bootstrap}`, 'acks=all'],
        ]);
        demandText('produced', seen, /5000 records sent/);
        same('records', (await committed(topic, 5_000)).trim().split('\n').length, 5_000);
      },
    },
    {
      name: 'TransactionalMessageCopier: copies once and in order, with random aborts',
      async run() {
        const [from, to] = [await create('java-copied-from'), await create('java-copied-to')];
        await produce(from, numbered(2_000));
        await tool('org.apache.kafka.tools.TransactionalMessageCopier', [
          ...['--broker-list', bootstrap, '--input-topic', from, '--input-partition', '0', '--output-topic', to],
          ...['--transactional-id', uniqueName('copier'), '--consumer-group', uniqueName('copiers')],
          ...['--transaction-size', '50', '--enable-random-aborts', '--use-group-metadata'],
        ]);
        same('copied', await committed(to, 2_000), numbered(2_000));
      },
    },
    {
      name: 'kafka-transactions: list, describe, describe-producers, find-hanging, abort',
      async run() {
        const [topic, transactionalId] = [await create('java-open'), uniqueName('open')];
        await leftOpen(bootstrap, topic, transactionalId);
        const listed = await command('list', '--transactional-id-pattern', `${transactionalId}.*`);
        demandText('listed', listed, new RegExp(`${transactionalId}\\s+\\d+\\s+\\d+\\s+Ongoing`));
        const described = await command('describe', '--transactional-id', transactionalId);
        demandText('described', described, new RegExp(`Ongoing.*${topic}-0`));
        const partition = ['--topic', topic, '--partition', '0'];
        const producers = await command('describe-producers', ...partition);
        // ProducerId, epoch, coordinator's epoch, last sequence, last timestamp, offset that the transaction began at.
        demandText('producers', producers, /\n\d+\s+\d+\s+-?\d+\s+\d+\s+\d+\s+0\s*$/m);
        // The coordinator knows of the transaction: it hangs not.
        const hanging = await command('find-hanging', '--broker-id', '1', '--max-transaction-timeout', '1');
        same('hanging', hanging.includes(topic), false);
        await command('abort', ...partition, '--start-offset', '0');
        const after = await command('describe-producers', ...partition);
        demandText('aborted in the partition', after, /None\s*$/m);
      },
    },
    {
      name: 'kafka-transactions: forceTerminateTransaction ends what its producer left open',
      async run() {
        const [topic, transactionalId] = [await create('java-forced'), uniqueName('forced')];
        await leftOpen(bootstrap, topic, transactionalId);
        await command('forceTerminateTransaction', '--transactionalId', transactionalId);
        const described = await command('describe', '--transactional-id', transactionalId);
        demandText('described', described, /CompleteAbort|Empty/);
      },
    },
  ];
}

/** A producer that has written one record in a transaction and is gone. */
async function leftOpen(bootstrap: string, topic: string, transactionalId: string): Promise<void> {
  const options = { clientId: 'conformance', bootstrapBrokers: [bootstrap], serializers: stringSerializers };
  // Its timeout is that of the transaction too.
  const producer = new Producer({ ...options, transactionalId, idempotent: true, timeout: 60_000 });
  const transaction = await producer.beginTransaction();
  await transaction.send({ messages: [{ topic, partition: 0, value: 'left open' }] });
  await producer.close(true);
}
