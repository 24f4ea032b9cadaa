import { demand, findProgram, runCommand } from '../command.ts';
import { type Context, type Suite, Unavailable } from '../suite.ts';
import { runScenarios, type Scenario, same, uniqueName } from './scenarios.ts';
import { createTopic } from './topic.ts';

const LIMIT_MS = 30_000;

export const kcatSuite: Suite = {
  name: 'kcat',
  about: "Debian's kcat 1.7.1 (librdkafka 2.0.2), scenarios of ours driven over its command line.",
  async run(context: Context) {
    if (!(await findProgram('kcat'))) throw new Unavailable('needs kcat: apt-get install kcat');
    await runScenarios(context, kcatScenarios(context.target.address));
  },
};

/** What kcat is made to do against a broker, with `settings` of its own; also part of the short run in `npm test`. */
export function kcatScenarios(address: string, settings: readonly string[] = []): Scenario[] {
  const kcat = (args: string[], input?: string | Uint8Array): Promise<string> =>
    demand('kcat', ['-b', address, ...settings, ...args], { limitMs: LIMIT_MS, input: input ?? '' });
  return [
    metadata(kcat),
    ...['none', 'gzip', 'snappy', 'lz4', 'zstd'].map((codec) => roundTrip(kcat, codec)),
    ...['0', '1', 'all'].map((acks) => acknowledged(kcat, acks)),
    idempotent(kcat),
    nullsAndHeaders(kcat),
    largeRecord(kcat),
    positions(kcat),
    offsetsByTime(kcat),
    resume(kcat),
    twoMembers(kcat, address),
    unknownTopic(kcat),
  ];
}

type Kcat = (args: string[], input?: string | Uint8Array) => Promise<string>;

const readAll = (kcat: Kcat, topic: string, format = '%s\\n'): Promise<string> =>
  kcat(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-f', format]);

const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `record ${index}\n`).join('');

function metadata(kcat: Kcat): Scenario {
  return {
    name: 'lists brokers, topics and partitions as JSON',
    async run() {
      const topic = uniqueName('kcat-metadata');
      await kcat(['-P', '-t', topic], 'x\n');
      const listed = JSON.parse(await kcat(['-L', '-J', '-t', topic]));
      same('brokers', listed.brokers.length, 1);
      same('topic', listed.topics[0].topic, topic);
      const [first] = listed.topics[0].partitions;
      same('partition 0', [first.partition, first.leader === listed.brokers[0].id, first.isrs.length], [0, true, 1]);
    },
  };
}

function roundTrip(kcat: Kcat, codec: string): Scenario {
  return {
    name: `10,000 records, codec ${codec}, come back in order`,
    async run() {
      const topic = uniqueName(`kcat-${codec}`);
      const records = numbered(10_000);
      await kcat(['-P', '-t', topic, '-p', '0', '-z', codec, '-X', 'check.crcs=true'], records);
      same('records', await kcat(['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-X', 'check.crcs=true']), records);
    },
  };
}

function acknowledged(kcat: Kcat, acks: string): Scenario {
  return {
    name: `acks=${acks}`,
    async run() {
      const topic = uniqueName(`kcat-acks-${acks}`);
      await kcat(['-P', '-t', topic, '-X', `acks=${acks}`], numbered(100));
      same('records', await readAll(kcat, topic), numbered(100));
    },
  };
}

function idempotent(kcat: Kcat): Scenario {
  return {
    name: 'idempotent producer, small batches',
    async run() {
      const topic = uniqueName('kcat-idempotent');
      const settings = ['-X', 'enable.idempotence=true', '-X', 'batch.num.messages=7', '-X', 'linger.ms=0'];
      await kcat(['-P', '-t', topic, '-p', '0', ...settings], numbered(5_000));
      same('records', await readAll(kcat, topic), numbered(5_000));
    },
  };
}

function nullsAndHeaders(kcat: Kcat): Scenario {
  return {
    name: 'keys, null values and headers',
    async run() {
      const topic = uniqueName('kcat-headers');
      await kcat(['-P', '-t', topic, '-Z', '-K', ':', '-H', 'a=1', '-H', 'b=two'], 'key:value\ngone:\n');
      const seen = await readAll(kcat, topic, '%k=%s/%S/%h\\n');
      same('records', seen, 'key=value/5/a=1,b=two\ngone=/-1/a=1,b=two\n');
    },
  };
}

function largeRecord(kcat: Kcat): Scenario {
  return {
    name: 'a record of 900 KB, and a refusal of one over message.max.bytes',
    async run() {
      const topic = uniqueName('kcat-large');
      const large = 'x'.repeat(900_000);
      await kcat(['-P', '-t', topic, '-D', '\n'], `${large}\n`);
      same('bytes', (await readAll(kcat, topic)).trimEnd().length, large.length);
      const over = ['-P', '-t', topic, '-X', 'message.max.bytes=4000000'];
      const refused = await kcat(over, `${'y'.repeat(2_000_000)}\n`).then(
        () => 'taken',
        (error: Error) => (/too large/i.test(error.message) ? 'refused' : error.message),
      );
      same('2 MB record', refused, 'refused');
    },
  };
}

function positions(kcat: Kcat): Scenario {
  return {
    name: 'consumes from an offset, from the end less n, and n records',
    async run() {
      const topic = uniqueName('kcat-positions');
      await kcat(['-P', '-t', topic, '-p', '0'], numbered(100));
      const from = (offset: string): Promise<string> =>
        kcat(['-C', '-t', topic, '-p', '0', '-o', offset, '-e', '-q', '-c', '1', '-f', '%o:%s']);
      same('offset 42', await from('42'), '42:record 42');
      same('end less 5', await from('-5'), '95:record 95');
    },
  };
}

function offsetsByTime(kcat: Kcat): Scenario {
  return {
    name: 'offsets by time',
    async run() {
      const topic = uniqueName('kcat-time');
      await kcat(['-P', '-t', topic, '-p', '0'], numbered(10));
      const between = Date.now() + 1;
      await new Promise((wake) => setTimeout(wake, 20));
      await kcat(['-P', '-t', topic, '-p', '0'], numbered(10));
      const query = async (time: number): Promise<string> => (await kcat(['-Q', '-t', `${topic}:0:${time}`])).trim();
      same('between', await query(between), `${topic} [0] offset 10`);
      same('earliest', await query(-2), `${topic} [0] offset 0`);
      same('latest', await query(-1), `${topic} [0] offset 20`);
    },
  };
}

const GROUP_SETTINGS = ['-X', 'auto.offset.reset=earliest', '-X', 'session.timeout.ms=6000'];

function resume(kcat: Kcat): Scenario {
  return {
    name: 'a group goes on where it committed',
    async run() {
      const topic = uniqueName('kcat-resume');
      const group = uniqueName('kcat-group');
      await kcat(['-P', '-t', topic, '-p', '0'], numbered(50));
      const consume = (): Promise<string> => kcat(['-G', group, topic, '-e', '-q', ...GROUP_SETTINGS]);
      same('first run', await consume(), numbered(50));
      await kcat(['-P', '-t', topic, '-p', '0'], 'one more\n');
      same('second run', await consume(), 'one more\n');
    },
  };
}

function twoMembers(kcat: Kcat, address: string): Scenario {
  return {
    name: 'two members of a group each get every record of their partitions once',
    async run() {
      const topic = uniqueName('kcat-members');
      const group = uniqueName('kcat-group');
      await createTopic(address, topic, 4);
      const member = (): Promise<string> =>
        runCommand('kcat', ['-b', address, '-G', group, topic, '-q', '-u', ...GROUP_SETTINGS], {
          limitMs: 12_000,
        }).then(({ stdout }) => stdout);
      const members = [member(), member()];
      await kcat(['-P', '-t', topic], numbered(1_000));
      const records = (await Promise.all(members)).join('').trimEnd().split('\n');
      same('records', records.length, 1_000);
      same('distinct records', new Set(records).size, 1_000);
    },
  };
}

function unknownTopic(kcat: Kcat): Scenario {
  return {
    name: 'an offset out of range goes to the end, an unknown partition is named',
    async run() {
      const topic = uniqueName('kcat-range');
      await kcat(['-P', '-t', topic, '-p', '0'], numbered(3));
      const beyond = ['-C', '-t', topic, '-p', '0', '-o', '1000', '-e', '-q', '-X', 'auto.offset.reset=earliest'];
      same('records', await kcat(beyond), numbered(3));
      const refusal = await kcat(['-C', '-t', topic, '-p', '99', '-e', '-q']).then(
        () => 'taken',
        (error: Error) => (/partition 99 does not exist/.test(error.message) ? 'refused' : error.message),
      );
      same('partition 99', refusal, 'refused');
    },
  };
}
