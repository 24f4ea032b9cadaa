import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../cache.ts';
import { Unavailable } from '../suite.ts';
import { apacheKafkaJars } from './jars.ts';

/** The tools of 4.1 refuse small segments before they ask the broker, which one case needs. */
const VERSION = '4.0.0';

/** The scripts of a Kafka distribution, by the Java class that each runs. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
  'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
  'kafka-configs.sh': 'kafka.admin.ConfigCommand',
  'kafka-run-class.sh': '',
};

/** A folder laid out as a Kafka distribution (KAFKA_PATH): `bin` with its scripts, `libs` with the jars. Null without Java or Maven. */
export async function kafkaPath(): Promise<string | null> {
  try {
    const jars = await apacheKafkaJars(VERSION);
    return await cached(`kafka-path-${VERSION}`, async (folder) => {
      mkdirSync(join(folder, 'bin'));
      symlinkSync(join(jars, 'libs'), join(folder, 'libs'));
      for (const [script, className] of Object.entries(SCRIPTS)) {
        const path = join(folder, 'bin', script);
        const line = `exec java -Xmx256m -cp "${join(jars, 'libs')}/*:$CLASSPATH" ${className} "$@"`;
        writeFileSync(path, `#!/bin/sh\n${line}\n`);
        chmodSync(path, 0o755);
      }
    });
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}
