"""sasl_round_trip.py CONFIG TOPIC VALUE: writes a record, reads it back and prints it. Exits 1 where the broker does not let it in."""

import json
import sys

from confluent_kafka import Consumer, Producer

config, topic, value = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
faults = []
producer = Producer({**config, "message.timeout.ms": 8000})
producer.produce(topic, value, callback=lambda error, _: faults.append(error) if error else None)
producer.flush(10)
if faults:
    sys.exit(f"not written: {faults[0]}")

consumer = Consumer({**config, "group.id": f"{topic}-group", "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
for _ in range(40):
    message = consumer.poll(0.5)
    if message is not None and message.error() is None:
        print(message.value().decode())
        break
consumer.close()
