import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedBroker, startBroker } from 'weir/broker';
import { sendOrders, totalsByCustomer } from './orders.js';

let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await startBroker({ topics: [{ name: 'orders', partitions: 3 }] });
});

afterAll(() => broker.close());

test('every customer is billed for all of their orders', async () => {
  await sendOrders(broker.brokers, [
    { customer: 'ada', total: 12 },
    { customer: 'ada', total: 8 },
  ]);
  expect(await totalsByCustomer(broker.brokers, 'billing', 2)).toEqual({ ada: 20 });
});
