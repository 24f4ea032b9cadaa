import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { APACHE_KAFKA_VERSION, apacheKafkaJars } from './apache-kafka/jars.ts';
import { startApacheKafka } from './apache-kafka/server.ts';
import { Unavailable } from './suite.ts';

/**
 * `npm run test:apache-kafka`: runs the integration tests of the product with Apache Kafka (fetched by Maven the first
 * time) in place of the bundled broker, and asks it what the bundled broker's transactions are asked. `npm run test:apache-kafka -- COMMAND [ARGUMENTS ...]` starts one Apache Kafka on
 * free ports, its data in a temporary folder, and runs the command with KAFKA_BROKERS naming it. Ends with the exit code
 * of the tests or the command; with 2 where Apache Kafka cannot be had here.
 */
const TESTS = ['transaction-protocol', 'pipeline', 'live', 'web', 'start', 'crash'].map(
  (name) => `test/integration/${name}.test.ts`,
);

const command = process.argv.slice(2);
try {
  await apacheKafkaJars();
  process.exitCode = command.length > 0 ? await runBeside(command) : await runTests();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(`apache-kafka: ${error.message}`);
  process.exitCode = 2;
}
process.exit();

function runTests(): Promise<number> {
  console.log(`The product's integration tests on Apache Kafka ${APACHE_KAFKA_VERSION}`);
  const vitest = join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
  // One after the other: a JVM beside each test file is load enough.
  return run(process.execPath, [vitest, 'run', '--no-file-parallelism', ...TESTS], {
    WEIR_TEST_BROKER: 'apache-kafka',
  });
}

async function runBeside([program, ...args]: string[]): Promise<number> {
  const broker = await startApacheKafka();
  console.log(`Apache Kafka ${APACHE_KAFKA_VERSION} runs at ${broker.address}, its log in ${broker.logDir}`);
  // Ctrl-C reaches the command too, and its end is waited for.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  try {
    return await run(program!, args, { KAFKA_BROKERS: broker.address });
  } finally {
    await broker.close();
  }
}

function run(program: string, args: string[], environment: Record<string, string>): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
