import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../free-ports.ts';
import { until } from '../../until.ts';
import { accepts } from '../broker.ts';
import { demand, Tail } from '../command.ts';
import type { RunningBroker } from '../suite.ts';
import { apacheKafkaJars, classPath } from './jars.ts';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const KEEP_OUTPUT_BYTES = 256 * 1024;

/** A folder that outlives the broker: it can be ended, or killed, and started again there. */
export interface Place {
  folder: string;
  port: number;
}

/** Listeners in place of the plaintext one, and SCRAM users to make, `MECHANISM=[name=...,password=...]`. */
export interface Secured {
  listeners: string;
  scram: readonly string[];
}

export interface ApacheKafka extends RunningBroker {
  /** Kills it as `kill -9` does; a temporary folder is removed, a `Place` stays. */
  kill(): Promise<void>;
}

/**
 * Starts one Apache Kafka broker (KRaft, its own controller) on loopback, on free ports with its data in a temporary
 * folder or at a place that stays. `properties` are added to its server.properties; `jvm` are arguments to Java.
 */
export async function startApacheKafka(
  properties: Readonly<Record<string, string>> = {},
  jvm: readonly string[] = [],
  place: Place | null = null,
  secured: Secured | null = null,
): Promise<ApacheKafka> {
  const jars = await apacheKafkaJars();
  const [freePort, controllerPort] = await freePorts(2);
  const port = place?.port ?? freePort!;
  const folder = place?.folder ?? mkdtempSync(join(tmpdir(), 'weir-apache-kafka-'));
  mkdirSync(folder, { recursive: true });
  const logDir = join(folder, 'data');
  const file = join(folder, 'server.properties');
  const listeners = secured?.listeners ?? `PLAINTEXT://127.0.0.1:${port}`;
  const all = { ...oneBroker(listeners, controllerPort!, logDir), ...properties };
  writeFileSync(
    file,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  if (!existsSync(logDir)) {
    const clusterId = randomBytes(16).toString('base64url');
    const users = (secured?.scram ?? []).flatMap((user) => ['-S', user]);
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file, ...users];
    await demand('java', ['-cp', classPath(jars), ...format], { limitMs: START_LIMIT_MS, cwd: folder });
  }

  const spawnedAt = performance.now();
  const child = spawn('java', [...jvm, '-cp', classPath(jars), 'kafka.Kafka', file], { cwd: folder, detached: true });
  const output = new Tail(KEEP_OUTPUT_BYTES);
  child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.add(chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // It runs in a process group of its own: whoever started it must not end without it.
  const endWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(timer);
    process.off('exit', endWithParent);
    if (!place) rmSync(folder, { recursive: true, force: true });
  };
  const close = (): Promise<void> => end('SIGTERM');
  const address = /\/\/([^,]+)/.exec(listeners)![1]!;
  try {
    await until('Apache Kafka to listen', () => child.exitCode !== null || accepts(address), START_LIMIT_MS);
    if (child.exitCode !== null)
      throw new Error(`Apache Kafka ended with ${child.exitCode}: ${output.text().slice(-800)}`);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address,
    pid: child.pid!,
    spawnedAt,
    logDir,
    output: () => output.text(),
    close,
    kill: () => end('SIGKILL'),
  };
}

/** What makes one broker enough for Kafka's own topics; everything else stays at Kafka's defaults. */
function oneBroker(listeners: string, controllerPort: number, logDir: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${listeners},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logDir,
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}
