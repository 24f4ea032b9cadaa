import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ClassicGroup, nextDeadlineMs } from '../../../../../engine/kafka/groups/classic/classic-group.ts';
import { decodeGroup, encodeGroup } from '../../../../../engine/kafka/groups/classic/group-records.ts';
import { Transcript } from './transcript.ts';

const who = fc.constantFrom('a', 'b', 'c', 'd');
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(who, fc.constantFrom('old', '', 'id')).map(([name, how]) => `join ${name} ${how}`.trim()),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(who, fc.constantFrom('s1', 's2')).map(([name, instance]) => `join ${name} static=${instance}`),
  },
  { weight: 4, arbitrary: who.map((name) => `sync ${name} a=1 b=2 c=3`) },
  { weight: 3, arbitrary: who.map((name) => `heartbeat ${name}`) },
  { weight: 1, arbitrary: fc.oneof(who, fc.constantFrom('static=s1', 'static=s2')).map((name) => `leave ${name}`) },
  { weight: 2, arbitrary: fc.constantFrom(10, 1_000, 5_000, 11_000, 40_000).map((ms) => `wait ${ms}`) },
);

function expectSound(group: ClassicGroup, generationBefore: number): void {
  const members = [...group.members.values()];
  expect(group.generationId).toBeGreaterThanOrEqual(generationBefore);
  if (group.state === 'Empty') expect(members).toHaveLength(0);
  if (group.state === 'Stable' || group.state === 'CompletingRebalance') {
    expect(group.members.has(group.leaderId ?? '')).toBe(true);
    expect(group.protocolName).toBe('range');
  }
  if (group.state !== 'PreparingRebalance') expect(members.every((member) => member.joining === undefined)).toBe(true);
  if (group.state !== 'CompletingRebalance') expect(members.every((member) => member.syncing === undefined)).toBe(true);
  for (const memberId of group.unsynced) expect(group.members.has(memberId)).toBe(true);
  const instances = members.flatMap((member) => member.groupInstanceId ?? []);
  expect(new Set(instances).size).toBe(instances.length);
  if (members.length > 0 || group.pendingMembers.size > 0)
    expect(nextDeadlineMs(group)).toBeLessThan(Number.POSITIVE_INFINITY);
}

// The player itself fails when a request is answered twice.
it('keeps its invariants whatever members do, answers everyone, and is empty once all fell silent', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), fc.constantFrom(0, 100), (commands, initialRebalanceDelayMs) => {
      const player = new Transcript({ initialRebalanceDelayMs });
      for (const line of commands) {
        const before = player.group.generationId;
        player.run(line);
        expectSound(player.group, before);
      }
      player.run('wait 1000000');
      expect(player.group.state).toBe('Empty');
      expect(player.unanswered).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it('comes back from its record as it was written', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const player = new Transcript();
      for (const line of commands) player.run(line);
      const { group, nowMs } = player;
      const loaded = decodeGroup('g', encodeGroup(group), nowMs)!;
      expect(loaded.generationId).toBe(group.generationId);
      expect([...loaded.members.keys()]).toEqual([...group.members.keys()]);
      if (group.state !== 'Stable') return;
      expect(loaded.state).toBe('Stable');
      expect(loaded.leaderId).toBe(group.leaderId);
      for (const [memberId, member] of loaded.members) {
        const { assignment, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs } = group.members.get(memberId)!;
        expect(member).toMatchObject({ assignment, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs });
        expect(member.sessionDeadlineMs).toBe(nowMs + sessionTimeoutMs);
      }
    }),
    { numRuns: 100 },
  );
});
