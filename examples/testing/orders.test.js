import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBroker } from 'weir/broker';
import { sendOrders, totalsByCustomer } from './orders.js';

let broker;

before(async () => {
  broker = await startBroker({ topics: [{ name: 'orders', partitions: 3 }] });
});

after(() => broker.close());

test('every customer is billed for all of their orders', async () => {
  await sendOrders(broker.brokers, [
    { customer: 'ada', total: 12 },
    { customer: 'bob', total: 30 },
    { customer: 'ada', total: 8 },
  ]);
  assert.deepEqual(await totalsByCustomer(broker.brokers, 'billing', 3), { ada: 20, bob: 30 });
});
