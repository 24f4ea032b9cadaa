"""What confluent-kafka-python (librdkafka) is made to do: python3 confluent_kafka_cases.py HOST:PORT [TEXT]"""

import time

from cases import case, run, same, unique
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic


def create(address, partitions=1, config=None):
    topic = unique("confluent")
    admin = AdminClient({"bootstrap.servers": address})
    admin.create_topics([NewTopic(topic, partitions, 1, config=config or {})])[topic].result(10)
    return topic


def produce(address, topic, values, partition=0, **settings):
    failures = []
    producer = Producer({"bootstrap.servers": address, **settings})
    for value in values:
        producer.produce(topic, value, partition=partition, on_delivery=lambda error, _: error and failures.append(error))
        producer.poll(0)
    same("undelivered", producer.flush(20), 0)
    same("failed deliveries", failures, [])


def consumer(address, group, **settings):
    base = {"bootstrap.servers": address, "group.id": group, "auto.offset.reset": "earliest", "session.timeout.ms": 6000}
    return Consumer({**base, **settings})


def read(client, count, seconds=20):
    found = []
    deadline = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < deadline:
        message = client.poll(0.2)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        found.append(message)
    return found


def values(messages):
    return [message.value() for message in messages]


def wait_until(holds, what, seconds=10):
    """A cluster tells of a change a moment after it is made."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.1)


NUMBERS = [str(number).encode() for number in range(1000)]


@case("creates, lists, widens and deletes topics")
def _(address):
    admin = AdminClient({"bootstrap.servers": address})
    topic = create(address, 2)
    same("partitions", len(admin.list_topics(topic, timeout=10).topics[topic].partitions), 2)
    admin.create_partitions([NewPartitions(topic, 5)])[topic].result(10)
    wait_until(lambda: len(admin.list_topics(topic, timeout=10).topics[topic].partitions) == 5, "five partitions")
    admin.delete_topics([topic])[topic].result(10)
    wait_until(lambda: topic not in admin.list_topics(timeout=10).topics, "the topic to be gone")


@case("a topic that exists is refused by its code")
def _(address):
    topic = create(address)
    admin = AdminClient({"bootstrap.servers": address})
    try:
        admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(10)
        raise AssertionError("taken")
    except KafkaException as error:
        same("code", error.args[0].name(), "TOPIC_ALREADY_EXISTS")


@case("describes and alters topic configs")
def _(address):
    topic = create(address, config={"retention.ms": "3600000"})
    admin = AdminClient({"bootstrap.servers": address})
    resource = ConfigResource("topic", topic)
    same("retention.ms", admin.describe_configs([resource])[resource].result(10)["retention.ms"].value, "3600000")
    change = ConfigResource("topic", topic, set_config={"retention.ms": "7200000"})
    admin.alter_configs([change])[change].result(10)

    def value():
        return admin.describe_configs([resource])[resource].result(10)["retention.ms"].value

    wait_until(lambda: value() == "7200000", "the new value")


@case("describes broker configs")
def _(address):
    admin = AdminClient({"bootstrap.servers": address})
    broker = next(iter(admin.list_topics(timeout=10).brokers))
    resource = ConfigResource("broker", str(broker))
    entries = admin.describe_configs([resource])[resource].result(10)
    same("has num.partitions", "num.partitions" in entries, True)


@case("produces with every codec and reads in order")
def _(address):
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
        topic = create(address)
        produce(address, topic, NUMBERS, **{"compression.type": codec})
        client = consumer(address, unique("group"))
        client.subscribe([topic])
        same(codec, values(read(client, 1000)), NUMBERS)
        client.close()


@case("idempotent producer")
def _(address):
    topic = create(address)
    produce(address, topic, NUMBERS, **{"enable.idempotence": True, "batch.num.messages": 10, "linger.ms": 0})
    client = consumer(address, unique("group"))
    client.assign([TopicPartition(topic, 0, 0)])
    messages = read(client, 1000)
    same("values", values(messages), NUMBERS)
    same("offsets", [message.offset() for message in messages], list(range(1000)))
    client.close()


@case("keys, headers, nulls and timestamps")
def _(address):
    topic = create(address)
    producer = Producer({"bootstrap.servers": address})
    producer.produce(topic, None, key=b"k", headers=[("h", b"1"), ("h", None)], timestamp=1700000000123)
    same("undelivered", producer.flush(10), 0)
    client = consumer(address, unique("group"))
    client.assign([TopicPartition(topic, 0, 0)])
    [message] = read(client, 1)
    same("record", (message.key(), message.value(), message.headers()), (b"k", None, [("h", b"1"), ("h", None)]))
    same("timestamp", message.timestamp()[1], 1700000000123)
    client.close()


@case("watermarks and offsets for times")
def _(address):
    topic = create(address)
    producer = Producer({"bootstrap.servers": address})
    for index in range(10):
        producer.produce(topic, b"x", timestamp=1700000000000 + index * 1000)
    producer.flush(10)
    client = consumer(address, unique("group"))
    same("watermarks", client.get_watermark_offsets(TopicPartition(topic, 0), timeout=10), (0, 10))
    [found] = client.offsets_for_times([TopicPartition(topic, 0, 1700000004500)], timeout=10)
    same("offset", found.offset, 5)
    [beyond] = client.offsets_for_times([TopicPartition(topic, 0, 1800000000000)], timeout=10)
    same("beyond the end", beyond.offset, -1)
    client.close()


@case("commits, and a later member of the group goes on from there")
def _(address):
    topic, group = create(address), unique("group")
    produce(address, topic, NUMBERS)
    first = consumer(address, group, **{"enable.auto.commit": False})
    first.subscribe([topic])
    read(first, 400)
    first.commit(offsets=[TopicPartition(topic, 0, 400)], asynchronous=False)
    first.close()
    second = consumer(address, group)
    same("committed", second.committed([TopicPartition(topic, 0)], timeout=10)[0].offset, 400)
    second.subscribe([topic])
    same("rest", values(read(second, 600)), NUMBERS[400:])
    second.close()


def _share(address, **settings):
    topic, group = create(address, 4), unique("group")
    members = [consumer(address, group, **settings) for _ in range(2)]
    for member in members:
        member.subscribe([topic])
    deadline = time.monotonic() + 30
    while [len(member.assignment()) for member in members] != [2, 2] and time.monotonic() < deadline:
        for member in members:
            member.poll(0.1)
    same("shares", [len(member.assignment()) for member in members], [2, 2])
    members[0].close()
    while len(members[1].assignment()) != 4 and time.monotonic() < deadline:
        members[1].poll(0.1)
    same("after one left", len(members[1].assignment()), 4)
    members[1].close()


@case("two members share the partitions; one leaves, the other takes all (range)")
def _(address):
    _share(address)


@case("the same, cooperative-sticky")
def _(address):
    _share(address, **{"partition.assignment.strategy": "cooperative-sticky"})


@case("the same, static members")
def _(address):
    topic, group = create(address, 2), unique("group")
    member = consumer(address, group, **{"group.instance.id": "one"})
    member.subscribe([topic])
    produce(address, topic, NUMBERS[:10])
    same("records", len(read(member, 10)), 10)
    member.close()
    again = consumer(address, group, **{"group.instance.id": "one"})
    again.subscribe([topic])
    produce(address, topic, NUMBERS[:10])
    same("records", len(read(again, 10)), 10)
    again.close()


@case("transactions: committed is seen, aborted is not")
def _(address):
    topic = create(address)
    producer = Producer({"bootstrap.servers": address, "transactional.id": unique("transaction")})
    producer.init_transactions(20)
    for value, commit in [(b"kept 1", True), (b"dropped", False), (b"kept 2", True)]:
        producer.begin_transaction()
        producer.produce(topic, value, partition=0)
        same("undelivered", producer.flush(10), 0)
        (producer.commit_transaction if commit else producer.abort_transaction)(20)
    committed = consumer(address, unique("group"), **{"isolation.level": "read_committed"})
    committed.assign([TopicPartition(topic, 0, 0)])
    same("read_committed", values(read(committed, 2)), [b"kept 1", b"kept 2"])
    committed.close()
    everything = consumer(address, unique("group"), **{"isolation.level": "read_uncommitted"})
    everything.assign([TopicPartition(topic, 0, 0)])
    same("read_uncommitted", values(read(everything, 3)), [b"kept 1", b"dropped", b"kept 2"])
    everything.close()


@case("transactions: offsets go with the records")
def _(address):
    source, target, group = create(address), create(address), unique("group")
    produce(address, source, NUMBERS[:10])
    reader = consumer(address, group, **{"enable.auto.commit": False, "isolation.level": "read_committed"})
    reader.subscribe([source])
    messages = read(reader, 10)
    producer = Producer({"bootstrap.servers": address, "transactional.id": unique("transaction")})
    producer.init_transactions(20)
    producer.begin_transaction()
    for message in messages:
        producer.produce(target, message.value(), partition=0)
    producer.send_offsets_to_transaction(reader.position(reader.assignment()), reader.consumer_group_metadata(), 20)
    producer.commit_transaction(20)
    same("committed", reader.committed([TopicPartition(source, 0)], timeout=10)[0].offset, 10)
    reader.close()


@case("a second producer with the transactional id fences the first")
def _(address):
    topic, identity = create(address), unique("transaction")
    first = Producer({"bootstrap.servers": address, "transactional.id": identity})
    first.init_transactions(20)
    first.begin_transaction()
    first.produce(topic, b"from the fenced one", partition=0)
    second = Producer({"bootstrap.servers": address, "transactional.id": identity})
    second.init_transactions(20)
    try:
        first.commit_transaction(20)
        raise AssertionError("the fenced producer committed")
    except KafkaException as error:
        same("code", error.args[0].name() in ("_FENCED", "INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED"), True)


@case("a group is listed with its member")
def _(address):
    topic, group = create(address), unique("group")
    member = consumer(address, group)
    member.subscribe([topic])
    produce(address, topic, NUMBERS[:1])
    read(member, 1)
    admin = AdminClient({"bootstrap.servers": address})
    [found] = admin.list_groups(group, timeout=10)
    same("group", (found.id, found.state, len(found.members)), (group, "Stable", 1))
    member.close()


run()
