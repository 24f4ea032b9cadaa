"""Transactions with librdkafka: `transactions.py BOOTSTRAP transfer COUNT` moves numbers from topic `in` to topic `out`, exactly once,
through whatever happens to the broker; `transactions.py BOOTSTRAP pairs COUNT` writes each number to both topics `left` and `right` and aborts
every fourth. Each says on stdout how every transaction ended."""

import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer

bootstrap, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
PATIENCE_S = 90


def say(*words):
    print(*words, flush=True)


def persistent(step, *arguments):
    """Does a step that librdkafka says may be tried again until it succeeds."""
    deadline = time.time() + PATIENCE_S
    while True:
        try:
            return step(*arguments)
        except KafkaException as failure:
            if not failure.args[0].retriable() or time.time() > deadline:
                raise


def new_producer(transactional_id):
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "transactional.id": transactional_id,
            "transaction.timeout.ms": 60000,
            "reconnect.backoff.max.ms": 500,
        }
    )
    persistent(producer.init_transactions, 5)
    return producer


def in_transaction(producer, write, commits):
    """True where it was committed; what librdkafka cannot commit it aborts."""
    producer.begin_transaction()
    try:
        write(producer)
        producer.flush(60)
        if commits:
            persistent(producer.commit_transaction, 5)
            return True
    except KafkaException as failure:
        if not failure.args[0].txn_requires_abort():
            raise
    persistent(producer.abort_transaction, 5)
    return False


def pairs():
    producer = new_producer("pairs")
    for number in range(count):

        def write(producer):
            for topic in ("left", "right"):
                producer.produce(topic, value=str(number), partition=number % 2)

        committed = in_transaction(producer, write, number % 4 != 3)
        say("committed" if committed else "aborted", number)


def transfer():
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "movers",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "session.timeout.ms": 6000,
            "reconnect.backoff.max.ms": 500,
        }
    )
    consumer.subscribe(["in"])
    producer = new_producer("movers")
    moved = 0
    while moved < count:
        batch = [message for message in consumer.consume(20, 1.0) if not message.error()]
        if not batch:
            continue

        def write(producer):
            for message in batch:
                producer.produce("out", value=message.value())
            positions = consumer.position(consumer.assignment())
            persistent(producer.send_offsets_to_transaction, positions, consumer.consumer_group_metadata(), 5)

        if in_transaction(producer, write, True):
            moved += len(batch)
            say("moved", moved)
        else:
            # The records are to come again: from where the group is.
            for position in persistent(consumer.committed, consumer.assignment(), 5):
                position.offset = max(position.offset, 0)
                consumer.seek(position)
    consumer.close()


{"pairs": pairs, "transfer": transfer}[what]()
say("done")
