import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../cache.ts';
import { findProgram, runCommand } from '../command.ts';
import { Unavailable } from '../suite.ts';

/** The Apache Kafka whose broker and tools judge ours, or stand in for it. */
export const APACHE_KAFKA_VERSION = '4.1.0';

const FETCH_LIMIT_MS = 10 * 60_000;

const artifactsOf = (version: string): string[] => [
  `org.apache.kafka:kafka_2.13:${version}`,
  `org.apache.kafka:kafka-tools:${version}`,
  'org.slf4j:slf4j-simple:1.7.36',
];

/** Folder with Apache Kafka's jars, fetched by Maven the first time. Throws `Unavailable` where Java or Maven or its registry are missing. */
export async function apacheKafkaJars(version = APACHE_KAFKA_VERSION): Promise<string> {
  for (const [program, hint] of [
    ['java', 'a Java runtime (17 or later)'],
    ['mvn', 'Maven'],
  ] as const) {
    if (!(await findProgram(program))) throw new Unavailable(`needs ${hint}: there is no ${program} in PATH`);
  }
  return cached(`apache-kafka-${version}`, async (folder) => {
    const project = join(folder, 'pom.xml');
    writeFileSync(project, projectFile(version));
    const jars = join(folder, 'libs');
    mkdirSync(jars);
    const args = ['-q', '-B', '-f', project, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
    const result = await runCommand('mvn', args, { limitMs: FETCH_LIMIT_MS, cwd: folder });
    if (result.code !== 0 || readdirSync(jars).length === 0) {
      const said = result.stdout.split('\n').find((line) => line.includes('ERROR')) ?? '';
      throw new Unavailable(`Maven could not fetch Apache Kafka ${version}: ${said.slice(0, 200)}`);
    }
    rmSync(project);
  });
}

/** Java's class path of everything in the folder. */
export function classPath(folder: string): string {
  return join(folder, 'libs', '*');
}

function projectFile(version: string): string {
  const dependencies = artifactsOf(version).map((artifact) => {
    const [group, name, version] = artifact.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  });
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>weir</groupId><artifactId>conformance</artifactId><version>1</version>',
    `<dependencies>${dependencies.join('')}</dependencies></project>`,
  ].join('\n');
}
