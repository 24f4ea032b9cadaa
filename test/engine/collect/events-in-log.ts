import { type WeirEvent, weirEvent } from '../../../engine/events/event.ts';
import { EVENT_PARTITIONS, EVENTS_TOPIC } from '../../../engine/events/topics.ts';
import { silentLog } from '../../../engine/log.ts';
import { openWire } from '../../../engine/stream/kafka-wire.ts';
import { readRange } from '../../../engine/stream/reader.ts';

/** Everything that topic `weir.events` holds, partition by partition, checked against the event's schema. */
export async function eventsInLog(brokers: string[]): Promise<WeirEvent[]> {
  const wire = openWire({ brokers, clientId: 'weir-test', log: silentLog });
  const events: WeirEvent[] = [];
  try {
    const ends = await wire.listOffsets(EVENTS_TOPIC.name, 'latest');
    for (let partition = 0; partition < EVENT_PARTITIONS; partition++) {
      await readRange(wire, EVENTS_TOPIC.name, partition, 0, ends[partition] ?? 0, ({ value }) => {
        events.push(weirEvent.parse(JSON.parse(value?.toString() ?? 'null')));
      });
    }
  } finally {
    await wire.close();
  }
  return events;
}
