import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConsumerGroupDescribeApi } from '../../engine/kafka/protocol/generated/consumer-group-describe.ts';
import { ListGroupsApi } from '../../engine/kafka/protocol/generated/list-groups.ts';
import { ConsumerMember } from '../engine/kafka/consumer-member.ts';
import { RawClient } from '../engine/kafka/raw-client.ts';
import { createTopic } from '../engine/kafka/requests.ts';
import { runningBroker } from '../engine/kafka/running-broker.ts';
import { freePorts } from '../free-ports.ts';
import { until } from '../until.ts';
import { kcatMember } from './kcat.ts';
import { KilledBroker } from './killed-broker.ts';

/** Members report often, so that a test need not wait for them. */
const properties = {
  'group.consumer.min.heartbeat.interval.ms': '100',
  'group.consumer.heartbeat.interval.ms': '100',
};

/** A consumer of the client that Weir itself uses, as its users have it. */
async function reader(port: number) {
  const consumer = new Consumer({
    clientId: 'reader',
    bootstrapBrokers: [`127.0.0.1:${port}`],
    groupId: 'readers',
    deserializers: stringDeserializers,
    maxWaitTime: 100,
    autocommit: 100,
    groupProtocol: 'consumer',
  });
  const stream = await consumer.consume({ topics: ['clicks'], mode: 'committed', fallbackMode: 'earliest' });
  const values: string[] = [];
  stream.on('data', ({ value }) => values.push(value ?? ''));
  let isOpen = true;
  const leave = async (): Promise<void> => {
    if (isOpen) await consumer.close(true);
    isOpen = false;
  };
  onTestFinished(leave);
  return {
    values,
    leave,
    partitions: () => consumer.assignments?.flatMap(({ partitions }) => partitions).sort() ?? [],
  };
}

async function setting() {
  const { broker, client: connect } = await runningBroker({ config: { properties } });
  const client = await connect();
  await createTopic(client, 'clicks', 4);
  const producer = new Producer({
    clientId: 'producer',
    bootstrapBrokers: [`127.0.0.1:${broker.port}`],
    serializers: stringSerializers,
  });
  onTestFinished(() => producer.close());
  const produced: string[] = [];
  const produce = async (count: number): Promise<void> => {
    const values = Array.from({ length: count }, (_, index) => String(produced.length + index));
    await producer.send({ messages: values.map((value) => ({ topic: 'clicks', key: value, value })) });
    produced.push(...values);
  };
  return { port: broker.port, client, produce, produced };
}

describe('@platformatic/kafka in the consumer protocol', () => {
  it('shares partitions, hands them on, and every record is read', async () => {
    const { port, produce, produced } = await setting();
    const first = await reader(port);
    await produce(200);
    await until('all partitions', () => first.partitions().length === 4);
    const second = await reader(port);
    await until('both to have a share', () => first.partitions().length === 2 && second.partitions().length === 2);
    expect([...first.partitions(), ...second.partitions()].sort()).toEqual([0, 1, 2, 3]);
    await produce(200);
    await until('all records', () => new Set([...first.values, ...second.values]).size === produced.length);
    await first.leave();
    await until('the other to have all', () => second.partitions().length === 4);
    await produce(200);
    await until('all records again', () => new Set([...first.values, ...second.values]).size === produced.length);
  });

  it('takes over a group of librdkafka in the classic protocol while that reads, and gives it back', async () => {
    const { port, client, produce, produced } = await setting();
    const old = kcatMember(port, 'readers', 'clicks');
    await produce(200);
    await until('all records', () => old.lines().length >= produced.length);
    const newcomer = await reader(port);
    const shares = async () => {
      const { groupState, members } = await described(client, 'readers');
      const counts = members.map((each) => each.assignment.topicPartitions[0]?.partitions.length ?? 0);
      return `${groupState} ${counts}`;
    };
    await until('both to have a share', async () => (await shares()) === 'Stable 2,2');
    const read = () => new Set([...old.lines(), ...newcomer.values]);
    const seenByOld = old.lines().length;
    await produce(200);
    await until('all records again', () => read().size === produced.length);
    expect(old.lines().length).toBeGreaterThan(seenByOld);
    expect(newcomer.values.length).toBeGreaterThan(0);

    await newcomer.leave();
    const listed = async () => (await client.call(ListGroupsApi, 5, { statesFilter: [], typesFilter: [] })).groups[0];
    await until('a classic group that is stable', async () => (await listed())?.groupState === 'Stable');
    expect(await listed()).toMatchObject({ groupType: 'classic' });
    await produce(200);
    await until('the last records', () => {
      const lines = new Set(old.lines());
      return produced.slice(-200).every((value) => lines.has(value));
    });
  });
});

async function described(client: RawClient, groupId: string) {
  const request = { groupIds: [groupId], includeAuthorizedOperations: false };
  return (await client.call(ConsumerGroupDescribeApi, 1, request)).groups[0]!;
}

describe('a consumer group, through kill -9 of the broker', () => {
  it('goes on in the middle of a rebalance, as if nothing had been', async () => {
    const [port] = await freePorts(1);
    const broker = new KilledBroker(port!, properties);
    await broker.start();
    const connected = async (): Promise<RawClient> => {
      const client = await RawClient.connect(port!);
      onTestFinished(() => client.close());
      return client;
    };
    let client = await connected();
    const topicId = await createTopic(client, 'clicks', 4);
    const [first, second] = [new ConsumerMember(client, 'first'), new ConsumerMember(client, 'second')];
    await first.join({ subscribedTopicNames: ['clicks'] });
    await second.join({ subscribedTopicNames: ['clicks'] });
    // The first is asked for two partitions and has not let go of them.
    const { assignment } = await first.send({});
    expect(assignment?.topicPartitions).toEqual([{ topicId, partitions: [0, 1] }]);
    const before = await described(client, 'g');
    expect(before.groupState).toBe('Reconciling');

    await broker.kill();
    await broker.start();
    client = await connected();
    expect(await described(client, 'g')).toEqual(before);
    const again = ['first', 'second'].map((memberId) => new ConsumerMember(client, memberId));
    Object.assign(again[0]!, { epoch: first.epoch, owned: first.owned });
    Object.assign(again[1]!, { epoch: second.epoch });
    expect(await again[1]!.beat()).toBe('NONE');
    expect(again[1]!.owned).toEqual({});
    again[0]!.owned = { [topicId]: [0, 1] };
    for (const member of again) expect(await member.beat()).toBe('NONE');
    expect(again.map(({ owned }) => owned[topicId])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect((await described(client, 'g')).groupState).toBe('Stable');
  });
});
