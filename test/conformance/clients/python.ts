import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { type Context, type Suite, Unavailable } from '../suite.ts';

/** Debian's own Python: the one that Debian's packages are for. */
const PYTHON = '/usr/bin/python3';
const SCRIPTS = join(import.meta.dirname, '..', 'python');
const LIMIT_MS = 15 * 60_000;

export const confluentKafkaSuite = pythonSuite({
  name: 'python3-confluent-kafka',
  module: 'confluent_kafka',
  about: "Debian's python3-confluent-kafka 1.7.0 on Debian's librdkafka 2.0.2, scenarios of ours.",
});

export const kafkaPythonSuite = pythonSuite({
  name: 'python3-kafka',
  module: 'kafka',
  about: "Debian's python3-kafka 2.0.2 (kafka-python, pure Python), scenarios of ours.",
});

function pythonSuite(client: { name: string; module: string; about: string }): Suite {
  const script = join(SCRIPTS, client.module === 'kafka' ? 'kafka_python_cases.py' : 'confluent_kafka_cases.py');
  return { name: client.name, about: client.about, run: (context) => run(context, client.name, client.module, script) };
}

async function run(context: Context, debianPackage: string, module: string, script: string): Promise<void> {
  const found = await runCommand(PYTHON, ['-c', `import ${module}`], { limitMs: 10_000 }).catch(() => null);
  if (found?.code !== 0) throw new Unavailable(`needs ${debianPackage}: apt-get install ${debianPackage}`);
  const { stdout, stderr, code } = await runCommand(PYTHON, [script, context.target.address, context.only.source], {
    limitMs: LIMIT_MS,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { name, reason, seconds } = JSON.parse(line) as { name: string; reason: string; seconds: number };
    context.report({ name, outcome: reason ? 'failed' : 'passed', reason, seconds });
  }
  if (code !== 0) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    context.report({
      name: 'the script ends by itself',
      outcome: 'failed',
      reason: `exit ${code}: ${said}`,
      seconds: 0,
    });
  }
}
