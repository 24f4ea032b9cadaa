import { APACHE_KAFKA_VERSION } from '../test/conformance/apache-kafka/jars.ts';
import { startApacheKafka } from '../test/conformance/apache-kafka/server.ts';
import { startWeirBroker } from '../test/conformance/broker.ts';
import type { Bench, BenchResult } from './bench.ts';
import { javaPerformance } from './peer/java-performance.ts';
import { type Figures, measure, type Volume } from './peer/measure.ts';
import { loadGenerator } from './peer/rdkafka-performance.ts';

/** What a Kafka distribution's kafka-server-start.sh gives the JVM. */
const JVM_DEFAULTS = [
  ...['-Xmx1G', '-Xms1G', '-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'],
  ...['-XX:InitiatingHeapOccupancyPercent=35', '-XX:+ExplicitGCInvokesConcurrent', '-Djava.awt.headless=true'],
];

/** Of a run of 60 s; less time takes fewer records. */
const FULL: Volume = { records: { 100: 2_000_000, 1024: 500_000 }, latencySeconds: 20 };
const FULL_SECONDS = 60;

export default {
  name: 'broker-vs-kafka',
  description:
    `our broker and Apache Kafka ${APACHE_KAFKA_VERSION} in turn, default settings of each, one broker each, the same ` +
    "clients: librdkafka's rdkafka_performance, and Java's perf tools. From disk: the first offset on, after newer data; ratio: ours / Kafka's.",
  async run({ seconds }): Promise<BenchResult> {
    const scale = Math.min(1, seconds / FULL_SECONDS);
    const volume: Volume = {
      records: { 100: Math.ceil(FULL.records[100] * scale), 1024: Math.ceil(FULL.records[1024] * scale) },
      latencySeconds: Math.max(3, Math.ceil(FULL.latencySeconds * scale)),
    };
    const load = await loadGenerator();
    const java = await javaPerformance();
    const ours = await measure(() => startWeirBroker(), load, java, volume);
    const theirs = await measure(() => startApacheKafka({}, JVM_DEFAULTS), load, java, volume);
    return { rows: rows(ours, theirs), figures: flat(ours, theirs) };
  },
} satisfies Bench;

function rows(ours: Figures, theirs: Figures): BenchResult['rows'] {
  return Object.entries(ours).map(([figure, value]) => ({
    figure,
    weir: round(value),
    'Apache Kafka': round(theirs[figure]!),
    ratio: round(value / theirs[figure]!),
  }));
}

function flat(ours: Figures, theirs: Figures): Record<string, number> {
  const named = (who: string, figures: Figures) =>
    Object.entries(figures).map(([figure, value]) => [`${who}: ${figure}`, round(value)] as const);
  return Object.fromEntries([...named('weir', ours), ...named('apache-kafka', theirs)]);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
