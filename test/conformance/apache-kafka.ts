import { spawn } from 'node:child_process';
import { APACHE_KAFKA_VERSION } from './apache-kafka/jars.ts';
import { startApacheKafka } from './apache-kafka/server.ts';
import { Unavailable } from './suite.ts';

/**
 * `npm run test:apache-kafka [-- COMMAND [ARGUMENTS ...]]`: starts Apache Kafka (fetched by Maven the first time) on free
 * ports with its data in a temporary folder, runs the command with KAFKA_BROKERS naming it, and ends with the command's
 * exit code. Without a command it runs until Ctrl-C. Exits 2 where Apache Kafka cannot be had here.
 */
const command = process.argv.slice(2);

const broker = await startApacheKafka().catch((error: unknown) => {
  if (!(error instanceof Unavailable)) throw error;
  console.error(`apache-kafka: ${error.message}`);
  process.exit(2);
});
console.log(`Apache Kafka ${APACHE_KAFKA_VERSION} runs at ${broker.address}, its log in ${broker.logDir}`);

const interrupted = new Promise<number>((resolve) => {
  // While a command runs, Ctrl-C reaches it too, and its end is waited for.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => command.length === 0 && resolve(0));
});
try {
  process.exitCode = command.length > 0 ? await run(command) : await interrupted;
} finally {
  await broker.close();
}
process.exit();

function run([program, ...args]: string[]): Promise<number> {
  const child = spawn(program!, args, {
    stdio: 'inherit',
    env: { ...process.env, KAFKA_BROKERS: broker.address },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
