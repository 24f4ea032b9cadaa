"""librdkafka through kills of its broker: `librdkafka_load.py BOOTSTRAP feed TOPIC PARTITIONS` writes numbers to every partition with the idempotent
producer; `librdkafka_load.py BOOTSTRAP copy FROM TO` moves records from a topic to another, the offsets in the same transaction, and aborts
some. Both say on stdout what they were told, and end when a line comes on stdin: the copy once it has come to the end of its topic."""

import random
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

bootstrap, what, topic, last = sys.argv[1:5]
PATIENCE_S = 90
RECORDS_AT_ONCE = 4
FEED_PAUSE_S = 0.02
RECORD_BYTES = 120
COMMON = {"bootstrap.servers": bootstrap, "reconnect.backoff.max.ms": 200}

stopping = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stopping.set()), daemon=True).start()


def say(*words):
    print(*words, flush=True)


# What a broker that is away or on its way back is told by, where librdkafka does not say itself that it may be tried again.
AWAY = {
    KafkaError._TIMED_OUT,
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._WAIT_COORD,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
}


def persistent(step, *arguments):
    """Does a step that may be tried again until it succeeds."""
    deadline = time.time() + PATIENCE_S
    while True:
        try:
            return step(*arguments)
        except KafkaException as failure:
            error = failure.args[0]
            may_be_tried_again = error.retriable() or error.code() in AWAY
            if error.txn_requires_abort() or not may_be_tried_again or time.time() > deadline:
                raise


def feed():
    partitions = int(last)
    producer = Producer({**COMMON, "enable.idempotence": True, "linger.ms": 1, "message.timeout.ms": 120000})

    def delivered(partition, number):
        def report(error, _message):
            say("failed" if error else "acknowledged", partition, number)

        return report

    number = 0
    while not stopping.is_set():
        for _ in range(RECORDS_AT_ONCE):
            for partition in range(partitions):
                text = f"librdkafka-{topic}-{partition}:{number} ".ljust(RECORD_BYTES, ".")
                producer.produce(topic, value=text, partition=partition, on_delivery=delivered(partition, number))
            number += 1
        producer.poll(0)
        time.sleep(FEED_PAUSE_S)
    producer.flush(60)
    say("sent", number)


def commit_of(producer, consumer, batch, to):
    """True where the batch was moved, False where it was aborted and has to come again."""
    producer.begin_transaction()
    try:
        for message in batch:
            producer.produce(to, value=message.value(), partition=message.partition())
        # Of the batch and not of the consumer: its partitions may be another's by now, and then the commit is refused.
        ends = {(message.topic(), message.partition()): message.offset() + 1 for message in batch}
        positions = [TopicPartition(*partition, end) for partition, end in ends.items()]
        persistent(producer.send_offsets_to_transaction, positions, consumer.consumer_group_metadata(), 5)
        producer.flush(60)
        if random.random() >= 0.25:
            persistent(producer.commit_transaction, 5)
            return True
    except KafkaException as failure:
        if not failure.args[0].txn_requires_abort():
            raise
    persistent(producer.abort_transaction, 5)
    return False


def at_end(consumer):
    for partition in consumer.assignment():
        committed = persistent(consumer.committed, [partition], 5)[0].offset
        end = persistent(consumer.get_watermark_offsets, partition, 5)[1]
        if max(committed, 0) < end:
            return False
    return bool(consumer.assignment())


def copy():
    consumer = Consumer(
        {
            **COMMON,
            "group.id": f"copy-{last}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "session.timeout.ms": 6000,
        }
    )
    consumer.subscribe([topic])
    producer = Producer({**COMMON, "transactional.id": f"copy-{last}", "transaction.timeout.ms": 60000})
    persistent(producer.init_transactions, 5)
    while True:
        batch = [message for message in consumer.consume(200, 0.2) if not message.error()]
        if batch:
            moved = commit_of(producer, consumer, batch, last)
            say("committed" if moved else "aborted", len(batch))
            if not moved:
                for position in persistent(consumer.committed, consumer.assignment(), 5):
                    consumer.seek(TopicPartition(position.topic, position.partition, max(position.offset, 0)))
        elif stopping.is_set() and at_end(consumer):
            consumer.close()
            return


{"feed": feed, "copy": copy}[what]()
say("done")
