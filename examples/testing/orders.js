import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';

/** The code under test: sends orders to Kafka, and sums them up by customer. */
export async function sendOrders(brokers, orders) {
  const producer = new Producer({ clientId: 'shop', bootstrapBrokers: [brokers], serializers: stringSerializers });
  await producer.send({
    messages: orders.map(({ customer, total }) => ({ topic: 'orders', key: customer, value: String(total) })),
  });
  await producer.close();
}

/** Reads as many orders as it is told to, from the first on. */
export async function totalsByCustomer(brokers, groupId, count) {
  const consumer = new Consumer({
    clientId: 'billing',
    groupId,
    bootstrapBrokers: [brokers],
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({ topics: ['orders'], mode: 'earliest', sessionTimeout: 10_000 });
  const totals = {};
  let left = count;
  for await (const { key, value } of stream) {
    totals[key] = (totals[key] ?? 0) + Number(value);
    if (--left === 0) break;
  }
  await stream.close();
  await consumer.close();
  return totals;
}
