"""What kafka-python (pure Python) is made to do: python3 kafka_python_cases.py HOST:PORT [TEXT]"""

import threading
import time

from cases import case, run, same, unique
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic

NUMBERS = [str(number).encode() for number in range(1000)]


def create(address, partitions=1):
    topic = unique("kafka-python")
    admin = KafkaAdminClient(bootstrap_servers=address)
    admin.create_topics([NewTopic(topic, partitions, 1)])
    admin.close()
    return topic


def produce(address, topic, values, **settings):
    producer = KafkaProducer(bootstrap_servers=address, **settings)
    futures = [producer.send(topic, value, partition=0) for value in values]
    producer.flush(20)
    offsets = [future.get(10).offset for future in futures]
    producer.close()
    return offsets


def consumer(address, *topics, **settings):
    base = {"bootstrap_servers": address, "auto_offset_reset": "earliest", "session_timeout_ms": 6000}
    return KafkaConsumer(*topics, **{**base, **settings})


def read(client, count, seconds=20):
    found = []
    deadline = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < deadline:
        for records in client.poll(timeout_ms=200).values():
            found.extend(records)
    return found


def values(records):
    return [record.value for record in records]


@case("finds out the broker's version and lists topics")
def _(address):
    topic = create(address, 3)
    client = consumer(address)
    same("partitions", client.partitions_for_topic(topic), {0, 1, 2})
    same("listed", topic in client.topics(), True)
    client.close()


@case("creates, widens, deletes topics")
def _(address):
    topic = create(address)
    admin = KafkaAdminClient(bootstrap_servers=address)
    admin.create_partitions({topic: NewPartitions(4)})
    same("partitions", len(admin.describe_topics([topic])[0]["partitions"]), 4)
    admin.delete_topics([topic])
    deadline = time.monotonic() + 10
    while topic in admin.list_topics() and time.monotonic() < deadline:
        time.sleep(0.1)
    same("still listed", topic in admin.list_topics(), False)
    admin.close()


@case("describes configs")
def _(address):
    topic = create(address)
    admin = KafkaAdminClient(bootstrap_servers=address)
    [answer] = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    names = [entry[0] for entry in answer.resources[0][4]]
    same("has cleanup.policy", "cleanup.policy" in names, True)
    admin.close()


def _codec(codec):
    @case(f"1,000 records, codec {codec}, come back in order")
    def _(address):
        topic = create(address)
        same("offsets", produce(address, topic, NUMBERS, compression_type=codec), list(range(1000)))
        client = consumer(address, topic)
        same("values", values(read(client, 1000)), NUMBERS)
        client.close()


# Debian's package comes without the modules for snappy, lz4 and zstd.
_codec(None)
_codec("gzip")


@case("keys, headers, nulls and timestamps")
def _(address):
    topic = create(address)
    producer = KafkaProducer(bootstrap_servers=address)
    producer.send(topic, None, key=b"k", headers=[("h", b"1")], timestamp_ms=1700000000123).get(10)
    producer.close()
    client = consumer(address, topic)
    [record] = read(client, 1)
    same("record", (record.key, record.value, record.headers), (b"k", None, [("h", b"1")]))
    same("timestamp", record.timestamp, 1700000000123)
    client.close()


@case("beginning, end and offsets for times; seek")
def _(address):
    topic = create(address)
    producer = KafkaProducer(bootstrap_servers=address)
    for index in range(10):
        producer.send(topic, str(index).encode(), timestamp_ms=1700000000000 + index * 1000).get(10)
    producer.close()
    partition = TopicPartition(topic, 0)
    client = consumer(address)
    client.assign([partition])
    same("range", (client.beginning_offsets([partition])[partition], client.end_offsets([partition])[partition]), (0, 10))
    same("by time", client.offsets_for_times({partition: 1700000004500})[partition].offset, 5)
    client.seek(partition, 7)
    same("from 7", values(read(client, 3)), [b"7", b"8", b"9"])
    client.close()


@case("commits, and a later member of the group goes on from there")
def _(address):
    topic, group = create(address), unique("group")
    produce(address, topic, NUMBERS)
    partition = TopicPartition(topic, 0)
    first = consumer(address, topic, group_id=group, enable_auto_commit=False)
    read(first, 400)
    first.commit({partition: OffsetAndMetadata(400, "note")})
    first.close(autocommit=False)
    second = consumer(address, topic, group_id=group)
    same("committed", second.committed(partition), 400)
    same("rest", values(read(second, 600)), NUMBERS[400:])
    second.close()


@case("two members share the partitions; one leaves, the other takes all")
def _(address):
    topic, group = create(address, 4), unique("group")
    members = [Member(address, topic, group) for _ in range(2)]
    wait_until(lambda: [member.share for member in members] == [2, 2], lambda: [member.share for member in members])
    members[0].leave()
    wait_until(lambda: members[1].share == 4, lambda: members[1].share)
    members[1].leave()


class Member(threading.Thread):
    """A member polls in a thread of its own: this client waits for the others inside poll."""

    def __init__(self, address, topic, group):
        super().__init__(daemon=True)
        self.arguments = (address, topic, group)
        self.share = 0
        self.leaving = threading.Event()
        self.start()

    def run(self):
        address, topic, group = self.arguments
        client = consumer(address, topic, group_id=group)
        while not self.leaving.is_set():
            client.poll(timeout_ms=100)
            self.share = len(client.assignment())
        client.close()

    def leave(self):
        self.leaving.set()
        self.join(20)


def wait_until(holds, state, seconds=40):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"still {state()} after {seconds} s")
        time.sleep(0.1)


@case("lists and describes a group, and its offsets")
def _(address):
    topic, group = create(address), unique("group")
    produce(address, topic, NUMBERS[:10])
    member = consumer(address, topic, group_id=group)
    read(member, 10)
    member.commit()
    admin = KafkaAdminClient(bootstrap_servers=address)
    same("listed", group in [name for name, _ in admin.list_consumer_groups()], True)
    [described] = admin.describe_consumer_groups([group])
    same("group", (described.state, len(described.members)), ("Stable", 1))
    same("offset", admin.list_consumer_group_offsets(group)[TopicPartition(topic, 0)].offset, 10)
    member.close()
    [deleted] = admin.delete_consumer_groups([group])
    same("deleted", deleted[1].errno, 0)
    admin.close()


run()
