import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, unpackNpmPackage } from '../cache.ts';
import { demand, findProgram } from '../command.ts';
import { Unavailable } from '../suite.ts';

/** The npm package whose tarball carries librdkafka's sources with their tests, and the version this suite was set up for. */
export const NODE_RDKAFKA = 'node-rdkafka@3.6.1';

const BUILD_LIMIT_MS = 15 * 60_000;

/** Folder of the unpacked npm package. */
export function nodeRdkafkaSources(): Promise<string> {
  return cached(NODE_RDKAFKA.replace('@', '-'), (folder) => unpackNpmPackage(NODE_RDKAFKA, folder));
}

/** RapidJSON's headers, from Debian's rapidjson-dev: where they are missing librdkafka leaves the case of Java's transactions out (0098). */
const RAPIDJSON = '/usr/include/rapidjson/document.h';

/** Folder of a built librdkafka: its libraries, `tests/test-runner` and `examples/rdkafka_performance`. About two minutes the first time. */
export async function builtLibrdkafka(say: (line: string) => void): Promise<string> {
  const missing = (
    await Promise.all(['gcc', 'g++', 'make', 'python3'].map(async (name) => [name, await findProgram(name)]))
  )
    .filter(([, path]) => path === null)
    .map(([name]) => name);
  if (missing.length > 0) throw new Unavailable(`building librdkafka needs ${missing.join(', ')}`);
  const sources = await nodeRdkafkaSources();
  return cached(existsSync(RAPIDJSON) ? 'librdkafka-rapidjson' : 'librdkafka', async (folder) => {
    say('building librdkafka and its tests: about two minutes, once');
    cpSync(join(sources, 'deps', 'librdkafka'), folder, { recursive: true });
    const step = (command: string, args: string[]): Promise<string> =>
      demand(command, args, { cwd: folder, limitMs: BUILD_LIMIT_MS });
    acceptOneReplica(join(folder, 'tests', 'test.c'));
    await step('./configure', []);
    await step('make', ['-j2', 'libs']);
    await step('make', ['-j2', '-C', 'tests', 'build']);
    await step('make', ['-C', 'examples', 'rdkafka_performance']);
  });
}

/** Java's side of the cases that need one, compiled against the jars below `kafkaPath`. Without a Java compiler those cases fail and say why. */
export async function buildJavaTests(librdkafka: string, kafkaPath: string): Promise<void> {
  const folder = join(librdkafka, 'tests', 'java');
  if (existsSync(join(folder, 'TransactionProducerCli.class')) || !(await findProgram('javac'))) return;
  await demand('make', [`KAFKA_PATH=${kafkaPath}`], { cwd: folder, limitMs: BUILD_LIMIT_MS });
}

/** Cases that ask for topics with three replicas ask for the broker's default instead: only so do they apply to one broker. */
function acceptOneReplica(file: string): void {
  const source = readFileSync(file, 'utf8');
  const asked = 'rd_kafka_NewTopic_new(topicname, partition_cnt, replication_factor,';
  if (!source.includes(asked)) throw new Error(`${file} creates topics in another way than this suite knows`);
  writeFileSync(file, source.replace(asked, asked.replace('replication_factor,', 'replication_factor > 1 ? -1 : 1,')));
}

/** What finds the shared libraries of a built librdkafka. */
export function libraryPath(librdkafka: string): Record<string, string> {
  const folders = ['src', 'src-cpp'].map((name) => join(librdkafka, name)).filter((path) => existsSync(path));
  return { LD_LIBRARY_PATH: folders.join(':') };
}
