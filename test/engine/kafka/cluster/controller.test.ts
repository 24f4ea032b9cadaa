import { describe, expect, it, onTestFinished } from 'vitest';
import { changesOf } from '../../../../engine/kafka/cluster/config-edit.ts';
import { Controller } from '../../../../engine/kafka/cluster/controller.ts';
import { logConfigOf } from '../../../../engine/kafka/cluster/topic-config.ts';
import { LogDir } from '../../../../engine/kafka/log/log-dir.ts';
import { silentLog } from '../../../../engine/kafka/log-sink.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A controller without logs, as it is between reading its decisions and opening the folder. */
async function openedAlone(dir: string): Promise<Controller> {
  const controller = await Controller.open(dir);
  onTestFinished(() => controller.close().catch(() => undefined));
  return controller;
}

async function opened(dir: string) {
  const controller = await openedAlone(dir);
  const logDir = await LogDir.open({
    dir,
    log: silentLog,
    configOf: (topic) => logConfigOf(controller.configsOf(topic)),
  });
  await controller.attach(logDir);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await logDir.close();
  };
  onTestFinished(close);
  return { controller, logDir, close };
}

const clicks = { name: 'clicks', partitions: 2, configs: { 'retention.ms': '1000' } };

describe('controller', () => {
  it('knows topics, ids and configs again after a restart, and leads in a new epoch', async () => {
    const dir = temporaryFolder();
    const first = await opened(dir);
    const created = await first.controller.createTopic(clicks);
    expect(first.controller.partition('clicks', 1)?.leaderEpoch).toBe(0);
    await first.close();

    const { controller } = await opened(dir);
    expect(controller.topics.get('clicks')).toMatchObject({
      id: created.id,
      configs: clicks.configs,
      leaderEpochs: [1, 1],
    });
    expect(controller.partition('clicks', 1)?.log.leaderEpoch).toBe(1);
    expect(controller.partition('clicks', 1)?.log.config.retentionMs).toBe(1000);
    expect(controller.partition('clicks', 2)).toBeUndefined();
  });

  it('never gives a producer id twice, not even after a crash', async () => {
    const dir = temporaryFolder();
    const given = new Set<number>();
    for (let life = 0; life < 3; life++) {
      // No close in between: as if the process had been killed.
      const controller = await openedAlone(dir);
      for (let count = 0; count < 1500; count++) given.add(await controller.allocateProducerId());
    }
    expect(given.size).toBe(4500);
  });

  it('decides one thing after another, however many ask at once', async () => {
    const { controller } = await opened(temporaryFolder());
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => controller.createTopic(clicks)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'TOPIC_ALREADY_EXISTS' });
    }
  });

  it('makes partition logs what was decided, if a crash came in between', async () => {
    const dir = temporaryFolder();
    // Decided, and no log made: the controller has none to make.
    const crashed = await openedAlone(dir);
    await crashed.createTopic(clicks);
    const { controller, close } = await opened(dir);
    expect(controller.partition('clicks', 0)?.log.logEndOffset).toBe(0);
    await close();

    const again = await openedAlone(dir);
    await again.deleteTopic('clicks');
    const after = await opened(dir);
    expect(after.logDir.partitions.size).toBe(0);
  });

  it('does not take a deleted topic for its namesake', async () => {
    const dir = temporaryFolder();
    const first = await opened(dir);
    await first.controller.createTopic(clicks);
    await first.close();
    const crashed = await openedAlone(dir);
    await crashed.deleteTopic('clicks');
    const { id } = await crashed.createTopic(clicks);
    const { logDir } = await opened(dir);
    expect(logDir.partition('clicks', 0)?.topicId.toString('base64url')).toBe(id);
  });

  it('tells listeners of deleted topics, and validates without doing', async () => {
    const { controller } = await opened(temporaryFolder());
    const deleted: string[] = [];
    controller.onTopicDeleted((topic) => deleted.push(topic));
    await controller.createTopic(clicks, { validateOnly: true });
    expect(controller.topics.size).toBe(0);
    await controller.createTopic(clicks);
    await controller.addPartitions('clicks', 4, { validateOnly: true });
    await controller.alterConfigs({ type: 'topic', name: 'clicks' }, changesOf([]), { validateOnly: true });
    expect(controller.topics.get('clicks')?.leaderEpochs).toHaveLength(2);
    await controller.addPartitions('clicks', 4);
    expect(controller.partition('clicks', 3)?.log.logEndOffset).toBe(0);
    await controller.alterConfigs(
      { type: 'topic', name: 'clicks' },
      changesOf([{ name: 'retention.ms', operation: 'set', value: '7' }]),
    );
    expect(controller.partition('clicks', 3)?.log.config.retentionMs).toBe(7);
    await controller.deleteTopic('clicks');
    expect(deleted).toEqual(['clicks']);
  });
});
