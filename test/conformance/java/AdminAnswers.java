import java.util.*;
import java.util.concurrent.*;
import java.util.function.Predicate;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.*;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Asks a broker everything that Java's admin client can ask and that one broker can answer, and prints each answer as one line, `name TAB answer`,
 * without what differs from run to run (ids, times, paths). Two brokers that print the same cannot be told apart by these questions. An error is told by
 * its class: what it says to people may differ.
 */
public class AdminAnswers {
    static Admin admin;

    static void answer(String name, Callable<Object> question) {
        String said;
        try {
            said = String.valueOf(question.call());
        } catch (ExecutionException failure) {
            said = failure.getCause().getClass().getSimpleName();
        } catch (Exception failure) {
            said = failure.getClass().getSimpleName();
        }
        System.out.println(name + "\t" + said.replace("\n", " ").replace("\t", " "));
    }

    static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** What is answered once it is so, or after five seconds: Apache Kafka's brokers follow their controller after a while. */
    static <T> T until(Callable<T> question, Predicate<T> isSo) throws Exception {
        for (int tries = 0; tries < 100; tries++) {
            T said = question.call();
            if (isSo.test(said)) return said;
            Thread.sleep(50);
        }
        return question.call();
    }

    public static void main(String[] arguments) throws Exception {
        String address = arguments[0];
        admin = Admin.create(Map.of("bootstrap.servers", address, "default.api.timeout.ms", "20000", "request.timeout.ms", "10000"));
        topics();
        configs();
        records(address);
        replicas();
        features();
        quotas();
        groups();
        access();
        answer("deleteTopics", () -> get(admin.deleteTopics(List.of("answers", "answers-b")).all()));
        answer("deleteTopics: one that there is not", () -> get(admin.deleteTopics(List.of("gone")).all()));
        admin.close();
        System.exit(0);
    }

    static void topics() {
        answer("describeCluster", () -> {
            DescribeClusterResult cluster = admin.describeCluster();
            return get(cluster.nodes()).stream().map(node -> node.id() + " " + node.rack() + " " + node.isFenced()).toList()
                + " controller " + get(cluster.controller()).id() + " operations " + get(cluster.authorizedOperations());
        });
        answer("createTopics", () -> {
            CreateTopicsResult made = admin.createTopics(List.of(new NewTopic("answers", 3, (short) 1), new NewTopic("answers-b", Optional.empty(), Optional.empty())));
            get(made.all());
            return get(made.numPartitions("answers")) + " " + get(made.replicationFactor("answers")) + " " + get(made.numPartitions("answers-b"));
        });
        answer("createTopics: again", () -> create(new NewTopic("answers", 1, (short) 1)));
        answer("createTopics: a name that differs in . and _", () -> {
            create(new NewTopic("answers_c.d", 1, (short) 1));
            return create(new NewTopic("answers.c_d", 1, (short) 1));
        });
        answer("createTopics: no partitions", () -> create(new NewTopic("none", 0, (short) 1)));
        answer("createTopics: three replicas", () -> create(new NewTopic("none", 1, (short) 3)));
        answer("createTopics: a slash", () -> create(new NewTopic("no/slash", 1, (short) 1)));
        answer("createTopics: an unknown config", () -> create(new NewTopic("none", 1, (short) 1).configs(Map.of("nope", "1"))));
        answer("createTopics: a wrong config", () -> create(new NewTopic("none", 1, (short) 1).configs(Map.of("retention.ms", "soon"))));
        answer("createTopics: assigned to this broker", () -> create(new NewTopic("answers-d", Map.of(0, List.of(1), 1, List.of(1)))));
        answer("createTopics: assigned to another", () -> create(new NewTopic("none", Map.of(0, List.of(7)))));
        answer("createTopics: assigned with a gap", () -> create(new NewTopic("none", Map.of(1, List.of(1)))));
        answer("createTopics: validated only", () -> {
            get(admin.createTopics(List.of(new NewTopic("not-made", 1, (short) 1)), new CreateTopicsOptions().validateOnly(true)).all());
            return get(admin.listTopics().names()).contains("not-made");
        });
        answer("listTopics", () -> until(() -> new TreeSet<>(get(admin.listTopics().names())), names -> names.contains("answers-d")));
        answer("describeTopics", () -> described("answers"));
        answer("describeTopics: one that there is not", () -> described("gone"));
        answer("describeTopics: a slash", () -> described("no/slash"));
        answer("describeTopics: operations", () -> {
            var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            return new TreeSet<>(get(admin.describeTopics(List.of("answers"), options).allTopicNames()).get("answers").authorizedOperations());
        });
        answer("describeTopics: by id", () -> {
            Uuid id = get(admin.describeTopics(List.of("answers")).allTopicNames()).get("answers").topicId();
            return get(admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds()).get(id).name();
        });
        answer("describeTopics: by an unknown id", () -> get(admin.describeTopics(TopicCollection.ofTopicIds(List.of(Uuid.randomUuid()))).allTopicIds()));
        answer("createPartitions", () -> {
            get(admin.createPartitions(Map.of("answers-b", NewPartitions.increaseTo(4))).all());
            return described("answers-b");
        });
        answer("createPartitions: fewer", () -> get(admin.createPartitions(Map.of("answers-b", NewPartitions.increaseTo(2))).all()));
        answer("createPartitions: as many", () -> get(admin.createPartitions(Map.of("answers-b", NewPartitions.increaseTo(4))).all()));
        answer("createPartitions: assigned to another", () -> get(admin.createPartitions(Map.of("answers-b", NewPartitions.increaseTo(5, List.of(List.of(7))))).all()));
        answer("createPartitions: a topic that there is not", () -> get(admin.createPartitions(Map.of("gone", NewPartitions.increaseTo(2))).all()));
    }

    static Object create(NewTopic topic) throws Exception {
        return get(admin.createTopics(List.of(topic)).all());
    }

    static String described(String name) throws Exception {
        TopicDescription topic = get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
        return topic.name() + " internal " + topic.isInternal() + " " + topic.partitions().stream().map(one -> one.partition() + ": leader " + one.leader().id()
            + " replicas " + ids(one.replicas()) + " isr " + ids(one.isr()) + " elr " + one.elr().size()).toList();
    }

    static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }

    static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "answers");
    static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "1");
    static final ConfigResource BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    static void configs() throws Exception {
        for (ConfigEntry entry : sorted(TOPIC)) answer("config of a topic: " + entry.name(), () -> told(entry));
        for (ConfigEntry entry : sorted(BROKER)) answer("config of a broker: " + entry.name(), () -> entry.type() + (entry.isReadOnly() ? " read-only" : "") + (entry.isSensitive() ? " sensitive" : ""));
        answer("alterConfigs: set", () -> alter(TOPIC, "retention.ms", "3600000", AlterConfigOp.OpType.SET));
        answer("alterConfigs: delete", () -> alter(TOPIC, "retention.ms", "", AlterConfigOp.OpType.DELETE));
        answer("alterConfigs: append", () -> alter(TOPIC, "cleanup.policy", "compact", AlterConfigOp.OpType.APPEND));
        answer("alterConfigs: append what is there", () -> alter(TOPIC, "cleanup.policy", "compact", AlterConfigOp.OpType.APPEND));
        answer("alterConfigs: subtract", () -> alter(TOPIC, "cleanup.policy", "compact", AlterConfigOp.OpType.SUBTRACT));
        answer("alterConfigs: append to what is no list", () -> alter(TOPIC, "retention.ms", "1", AlterConfigOp.OpType.APPEND));
        answer("alterConfigs: a wrong value", () -> alter(TOPIC, "retention.ms", "soon", AlterConfigOp.OpType.SET));
        answer("alterConfigs: an unknown name", () -> alter(TOPIC, "nope", "1", AlterConfigOp.OpType.SET));
        answer("alterConfigs: delete an unknown name", () -> alter(TOPIC, "nope", "1", AlterConfigOp.OpType.DELETE));
        answer("alterConfigs: lags that contradict", () -> get(admin.incrementalAlterConfigs(Map.of(TOPIC, List.of(
            new AlterConfigOp(new ConfigEntry("min.compaction.lag.ms", "200"), AlterConfigOp.OpType.SET),
            new AlterConfigOp(new ConfigEntry("max.compaction.lag.ms", "100"), AlterConfigOp.OpType.SET)))).all()));
        answer("alterConfigs: a topic that there is not", () -> alter(new ConfigResource(ConfigResource.Type.TOPIC, "gone"), "retention.ms", "1", AlterConfigOp.OpType.SET));
        answer("alterConfigs: validated only", () -> {
            get(admin.incrementalAlterConfigs(Map.of(TOPIC, List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "5"), AlterConfigOp.OpType.SET))), new AlterConfigsOptions().validateOnly(true)).all());
            return told(one(TOPIC, "retention.ms"));
        });
        answer("alterConfigs: all brokers", () -> alter(BROKERS, "log.retention.ms", "7200000", AlterConfigOp.OpType.SET));
        answer("config of a topic after all brokers' was set: retention.ms", () -> eventually("retention.ms", ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG));
        answer("alterConfigs: this broker", () -> alter(BROKER, "log.cleanup.policy", "compact", AlterConfigOp.OpType.SET));
        answer("config of a topic after this broker's was set: cleanup.policy", () -> {
            alter(TOPIC, "cleanup.policy", "", AlterConfigOp.OpType.DELETE);
            return eventually("cleanup.policy", ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG);
        });
        answer("alterConfigs: this broker, delete", () -> alter(BROKER, "log.cleanup.policy", "", AlterConfigOp.OpType.DELETE));
        answer("alterConfigs: all brokers, delete", () -> alter(BROKERS, "log.retention.ms", "", AlterConfigOp.OpType.DELETE));
        answer("alterConfigs: fixed at the start", () -> alter(BROKER, "num.partitions", "3", AlterConfigOp.OpType.SET));
        answer("alterConfigs: a wrong value of a broker", () -> alter(BROKERS, "log.retention.ms", "soon", AlterConfigOp.OpType.SET));
        answer("alterConfigs: another broker", () -> alter(new ConfigResource(ConfigResource.Type.BROKER, "7"), "log.retention.ms", "1", AlterConfigOp.OpType.SET));
        answer("describeConfigs: another broker", () -> sorted(new ConfigResource(ConfigResource.Type.BROKER, "7")));
        answer("describeConfigs: a topic that there is not", () -> sorted(new ConfigResource(ConfigResource.Type.TOPIC, "gone")));
        answer("describeConfigs: a topic with a slash", () -> sorted(new ConfigResource(ConfigResource.Type.TOPIC, "a/b")));
        answer("listConfigResources: brokers", () -> get(admin.listConfigResources(Set.of(ConfigResource.Type.BROKER), new ListConfigResourcesOptions()).all()));
        answer("listConfigResources: client metrics", () -> get(admin.listConfigResources(Set.of(ConfigResource.Type.CLIENT_METRICS), new ListConfigResourcesOptions()).all()));
    }

    static String alter(ConfigResource resource, String name, String value, AlterConfigOp.OpType type) throws Exception {
        get(admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry(name, value), type)))).all());
        return resource.type() == ConfigResource.Type.TOPIC && type != AlterConfigOp.OpType.DELETE ? told(one(resource, name)) : "done";
    }

    static List<ConfigEntry> sorted(ConfigResource resource) throws Exception {
        var options = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
        return get(admin.describeConfigs(List.of(resource), options).all()).get(resource).entries().stream().sorted(Comparator.comparing(ConfigEntry::name)).toList();
    }

    static ConfigEntry one(ConfigResource resource, String name) throws Exception {
        return sorted(resource).stream().filter(entry -> entry.name().equals(name)).findFirst().orElseThrow();
    }

    /** What a config of the topic is once it comes from there. */
    static String eventually(String name, ConfigEntry.ConfigSource source) throws Exception {
        return told(until(() -> one(TOPIC, name), entry -> entry.source() == source));
    }

    static String told(ConfigEntry entry) {
        return entry.value() + " " + entry.source() + " " + entry.type() + (entry.isReadOnly() ? " read-only" : "") + " documented " + (entry.documentation() != null)
            + " " + entry.synonyms().stream().map(one -> one.name() + "=" + one.value() + " " + one.source()).toList();
    }

    static void records(String address) throws Exception {
        TopicPartition first = new TopicPartition("answers", 0);
        long start = System.currentTimeMillis() - 60_000;
        answer("produce", () -> {
            try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
                List<Long> offsets = new ArrayList<>();
                for (int index : new int[] {1, 3, 2}) offsets.add(producer.send(new ProducerRecord<>("answers", 0, start + index * 1000, "k", "v")).get().offset());
                return offsets;
            }
        });
        Map<String, OffsetSpec> specs = new LinkedHashMap<>();
        specs.put("earliest", OffsetSpec.earliest());
        specs.put("latest", OffsetSpec.latest());
        specs.put("max timestamp", OffsetSpec.maxTimestamp());
        specs.put("earliest local", OffsetSpec.earliestLocal());
        specs.put("latest tiered", OffsetSpec.latestTiered());
        specs.put("by time", OffsetSpec.forTimestamp(start + 1500));
        specs.put("after the end", OffsetSpec.forTimestamp(start + 999_000));
        specs.forEach((name, spec) -> answer("listOffsets: " + name, () -> {
            var found = get(admin.listOffsets(Map.of(first, spec)).all()).get(first);
            return found.offset() + " " + (found.timestamp() < 0 ? found.timestamp() : found.timestamp() - start);
        }));
        answer("listOffsets: a partition that there is not", () -> get(admin.listOffsets(Map.of(new TopicPartition("answers", 9), OffsetSpec.latest()), new ListOffsetsOptions().timeoutMs(1500)).all()));
        answer("deleteRecords", () -> get(admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(2))).all().thenApply(done -> "done")) + " " + get(admin.listOffsets(Map.of(first, OffsetSpec.earliest())).all()).get(first).offset());
        answer("deleteRecords: past the end", () -> get(admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(99))).all()));
        answer("describeProducers", () -> get(admin.describeProducers(List.of(first)).all()).get(first).activeProducers().stream().map(one -> "epoch " + one.producerEpoch() + " sequence " + one.lastSequence() + " open " + one.currentTransactionStartOffset()).toList());
        answer("describeProducers: a partition that there is not", () -> get(admin.describeProducers(List.of(new TopicPartition("answers", 9)), new DescribeProducersOptions().timeoutMs(1500)).all()));
        answer("listTransactions", () -> get(admin.listTransactions().all()));
        answer("describeTransactions: an id that there is not", () -> get(admin.describeTransactions(List.of("gone")).all()));
        answer("fenceProducers", () -> get(admin.fenceProducers(List.of("fenced")).all()));
        answer("describeTransactions: a fenced one", () -> {
            var found = get(admin.describeTransactions(List.of("fenced")).all()).get("fenced");
            return found.state() + " " + found.topicPartitions();
        });
        answer("describeLogDirs", () -> get(admin.describeLogDirs(List.of(1)).allDescriptions()).get(1).values().stream().map(dir -> "error " + dir.error() + " told " + dir.totalBytes().isPresent() + " lag "
            + dir.replicaInfos().get(first).offsetLag() + " filled " + (dir.replicaInfos().get(first).size() > 0)).toList());
    }

    static void replicas() {
        TopicPartition first = new TopicPartition("answers", 0);
        answer("electLeaders: preferred", () -> elected(get(admin.electLeaders(ElectionType.PREFERRED, Set.of(first)).partitions())));
        answer("electLeaders: unclean", () -> elected(get(admin.electLeaders(ElectionType.UNCLEAN, Set.of(first)).partitions())));
        answer("electLeaders: all", () -> elected(get(admin.electLeaders(ElectionType.PREFERRED, null).partitions())));
        answer("electLeaders: a partition that there is not", () -> elected(get(admin.electLeaders(ElectionType.PREFERRED, Set.of(new TopicPartition("gone", 0))).partitions())));
        answer("alterPartitionReassignments: as it is", () -> reassign(Optional.of(new NewPartitionReassignment(List.of(1)))));
        answer("alterPartitionReassignments: another broker", () -> reassign(Optional.of(new NewPartitionReassignment(List.of(7)))));
        answer("alterPartitionReassignments: one broker twice", () -> reassign(Optional.of(new NewPartitionReassignment(List.of(1, 1)))));
        answer("alterPartitionReassignments: cancel", () -> reassign(Optional.empty()));
        answer("listPartitionReassignments", () -> get(admin.listPartitionReassignments().reassignments()));
        answer("describeMetadataQuorum", () -> {
            QuorumInfo quorum = get(admin.describeMetadataQuorum().quorumInfo());
            return "leader " + quorum.leaderId() + " voters " + quorum.voters().stream().map(QuorumInfo.ReplicaState::replicaId).toList() + " observers " + quorum.observers()
                + " caught up " + (quorum.voters().get(0).logEndOffset() == quorum.highWatermark());
        });
    }

    static Object elected(Map<TopicPartition, Optional<Throwable>> outcome) {
        return outcome.entrySet().stream().map(one -> one.getKey() + " " + one.getValue().map(fault -> fault.getClass().getSimpleName()).orElse("elected")).toList();
    }

    static Object reassign(Optional<NewPartitionReassignment> to) throws Exception {
        return get(admin.alterPartitionReassignments(Map.of(new TopicPartition("answers", 0), to)).all());
    }

    static void features() {
        for (String name : List.of("metadata.version", "group.version", "transaction.version")) {
            answer("describeFeatures: " + name, () -> get(admin.describeFeatures().featureMetadata()).finalizedFeatures().get(name));
        }
        answer("updateFeatures: as it is", () -> update("transaction.version", 2, FeatureUpdate.UpgradeType.UPGRADE));
        answer("updateFeatures: a level that there is not", () -> update("transaction.version", 99, FeatureUpdate.UpgradeType.UPGRADE));
        answer("updateFeatures: a feature that there is not", () -> update("nope", 1, FeatureUpdate.UpgradeType.UPGRADE));
        answer("updateFeatures: down", () -> {
            update("transaction.version", 1, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
            return until(() -> get(admin.describeFeatures().featureMetadata()).finalizedFeatures().get("transaction.version"), level -> level.maxVersionLevel() == 1);
        });
        answer("updateFeatures: down without saying so", () -> update("transaction.version", 0, FeatureUpdate.UpgradeType.UPGRADE));
        answer("updateFeatures: up", () -> update("transaction.version", 2, FeatureUpdate.UpgradeType.UPGRADE));
    }

    static Object update(String name, int level, FeatureUpdate.UpgradeType type) throws Exception {
        return get(admin.updateFeatures(Map.of(name, new FeatureUpdate((short) level, type)), new UpdateFeaturesOptions()).all());
    }

    static void quotas() {
        Map<String, String> ann = Map.of("user", "ann"), app = Map.of("user", "ann", "client-id", "app"), everyone = new HashMap<>();
        everyone.put("user", null);
        answer("alterClientQuotas: a user", () -> quota(ann, "producer_byte_rate", 100_000.0));
        answer("alterClientQuotas: a user with a client id", () -> quota(app, "consumer_byte_rate", 200_000.0));
        answer("alterClientQuotas: the default user", () -> quota(everyone, "request_percentage", 1_000.0));
        answer("alterClientQuotas: a name that there is not", () -> quota(ann, "nope", 1.0));
        answer("alterClientQuotas: 0", () -> quota(ann, "producer_byte_rate", 0.0));
        answer("alterClientQuotas: a fraction of a byte", () -> quota(ann, "producer_byte_rate", 1.5));
        answer("describeClientQuotas: all", () -> until(() -> quotasOf(ClientQuotaFilter.all()), quotas -> quotas.size() == 3));
        answer("describeClientQuotas: a user", () -> quotasOf(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntity("user", "ann")))));
        answer("describeClientQuotas: a user, strictly", () -> quotasOf(ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntity("user", "ann")))));
        answer("describeClientQuotas: the default user", () -> quotasOf(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofDefaultEntity("user")))));
        answer("describeClientQuotas: any user, strictly", () -> quotasOf(ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntityType("user")))));
        answer("describeClientQuotas: addresses", () -> quotasOf(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntityType("ip")))));
        answer("describeClientQuotas: a type that there is not", () -> quotasOf(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntityType("nope")))));
        answer("alterClientQuotas: remove", () -> "" + quota(ann, "producer_byte_rate", null) + quota(app, "consumer_byte_rate", null) + quota(everyone, "request_percentage", null) + until(() -> quotasOf(ClientQuotaFilter.all()), List::isEmpty));
    }

    static Object quota(Map<String, String> entity, String key, Double value) throws Exception {
        return get(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(new ClientQuotaEntity(entity), List.of(new ClientQuotaAlteration.Op(key, value))))).all());
    }

    static List<String> quotasOf(ClientQuotaFilter filter) throws Exception {
        return get(admin.describeClientQuotas(filter).entities()).entrySet().stream().map(one -> new TreeMap<>(one.getKey().entries()) + " " + new TreeMap<>(one.getValue())).sorted().toList();
    }

    static void groups() {
        TopicPartition first = new TopicPartition("answers", 0);
        answer("alterConsumerGroupOffsets", () -> get(admin.alterConsumerGroupOffsets("answering", Map.of(first, new OffsetAndMetadata(2))).all()));
        answer("listConsumerGroupOffsets", () -> get(admin.listConsumerGroupOffsets("answering").partitionsToOffsetAndMetadata()).get(first).offset());
        answer("listConsumerGroupOffsets: a group that there is not", () -> get(admin.listConsumerGroupOffsets("gone").partitionsToOffsetAndMetadata()));
        answer("listGroups", () -> get(admin.listGroups().all()).stream().map(group -> group.groupId() + " " + group.type() + " " + group.protocol() + " " + group.groupState()).toList());
        answer("describeConsumerGroups", () -> {
            ConsumerGroupDescription group = get(admin.describeConsumerGroups(List.of("answering")).all()).get("answering");
            return group.groupState() + " " + group.type() + " " + group.members() + " '" + group.partitionAssignor() + "' simple " + group.isSimpleConsumerGroup();
        });
        answer("describeConsumerGroups: one that there is not", () -> get(admin.describeConsumerGroups(List.of("gone")).all()));
        answer("describeClassicGroups: one that there is not", () -> get(admin.describeClassicGroups(List.of("gone")).all()));
        answer("deleteConsumerGroupOffsets", () -> get(admin.deleteConsumerGroupOffsets("answering", Set.of(first)).all()));
        answer("deleteConsumerGroupOffsets: of a group that there is not", () -> get(admin.deleteConsumerGroupOffsets("gone", Set.of(first)).all()));
        answer("deleteConsumerGroups: one that there is not", () -> get(admin.deleteConsumerGroups(List.of("gone")).all()));
    }

    static void access() {
        answer("describeAcls without an authorizer", () -> get(admin.describeAcls(AclBindingFilter.ANY).values()));
        answer("describeUserScramCredentials", () -> get(admin.describeUserScramCredentials().all()));
        answer("describeUserScramCredentials: a user that there is not", () -> get(admin.describeUserScramCredentials(List.of("gone")).all()));
    }
}
