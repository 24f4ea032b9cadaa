import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assignment, isSubset, union } from '../../../../../engine/kafka/groups/assignors/assignment.ts';
import { type ConsumerGroup, stateOf } from '../../../../../engine/kafka/groups/consumer/consumer-group.ts';
import { SimulatedGroup } from './simulated-group.ts';

const TOPICS = ['a', 'b', 'c'];

const topics = fc.subarray(TOPICS, { minLength: 1 });
const who = fc.nat({ max: 7 });

const actions = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      topics,
      isClassic: fc.boolean(),
      isStatic: fc.boolean(),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant('beat' as const), who, lost: fc.boolean(), revokes: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), who, away: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fence' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), who, topics }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('topic' as const),
      name: fc.constantFrom(...TOPICS),
      partitions: fc.integer({ min: 0, max: 6 }),
    }),
  },
);

type Action = typeof actions extends fc.Arbitrary<infer T> ? T : never;

function act(simulated: SimulatedGroup, action: Action): void {
  if (action.kind === 'start') {
    const instanceId = action.isStatic ? `static-${simulated.clients.length}` : null;
    if (simulated.clients.length < 8)
      simulated.start(action.isClassic ? 'classic' : 'consumer', action.topics, instanceId);
    return;
  }
  if (action.kind === 'topic') {
    simulated.topics.set(action.name, action.partitions);
    return;
  }
  const client = simulated.clients[action.who];
  if (!client) return;
  if (action.kind === 'beat') simulated.beat(client, action);
  else if (action.kind === 'leave') simulated.leave(client, action);
  else if (action.kind === 'fence') simulated.fence(client);
  else client.topics = action.topics;
}

/** Long ones: what goes wrong needs several members on their way at once. */
const scripts = fc.array(actions, { minLength: 20, maxLength: 80, size: 'max' });

function started(): SimulatedGroup {
  const simulated = new SimulatedGroup({ a: 4, b: 2 });
  for (const topics of [['a'], ['a', 'b'], ['a', 'b']]) simulated.start('consumer', topics);
  return simulated;
}

const names = (assignment: Assignment): string[] =>
  [...assignment].flatMap(([topicId, partitions]) => [...partitions].map((each) => `${topicId}/${each}`));

/** Partitions that more than one of the owners has. */
function shared(owners: readonly Assignment[]): string[] {
  const all = owners.flatMap(names);
  return all.filter((name, place) => all.indexOf(name) !== place);
}

const persisted = ({ groupEpoch, metadataHash, assignmentEpoch, members, target, resolved }: ConsumerGroup) => ({
  ...{ groupEpoch, metadataHash, assignmentEpoch, members, target },
  resolved: new Map([...resolved].map(([pattern, { topics }]) => [pattern, topics])),
});

function checkInvariants(simulated: SimulatedGroup): void {
  const { group, clients } = simulated;
  const members = [...group.members.values()];
  expect(shared(members.map(({ current }) => union(current.assigned, current.revoking)))).toEqual([]);
  expect(group.assignmentEpoch).toBeLessThanOrEqual(group.groupEpoch);
  for (const memberId of group.target.keys()) expect(group.members.has(memberId)).toBe(true);
  // A client that is still a member works on nothing that the coordinator does not know it to have.
  const living = clients.filter(({ memberId, isMember }) => isMember && group.members.has(memberId));
  for (const { memberId, owned, speaks } of living) {
    const { assigned, revoking } = group.members.get(memberId)!.current;
    if (speaks === 'consumer') expect(isSubset(owned, union(assigned, revoking))).toBe(true);
  }
}

/** A session runs out where nobody is heard of: of processes that are gone, and of clients that were fenced and are refused while their old self lives. */
function fenceTheSilent(simulated: SimulatedGroup): void {
  const heardOf = new Set(simulated.clients.flatMap(({ isMember, memberId }) => (isMember ? [memberId] : [])));
  for (const memberId of simulated.group.members.keys()) if (!heardOf.has(memberId)) simulated.fenceMember(memberId);
}

describe('a consumer group', () => {
  it('never lets a partition be with two members, whatever is lost, and can be loaded after every step', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const simulated = started();
        for (const action of script) {
          act(simulated, action);
          checkInvariants(simulated);
          const loaded = simulated.loaded();
          if (simulated.group.groupEpoch > 0) expect(persisted(loaded!)).toEqual(persisted(simulated.group));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is stable after some rounds without trouble, with every partition at work once', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const simulated = started();
        for (const action of script) act(simulated, action);
        const { clients } = simulated;
        for (let round = 0; round < 4 * clients.length + 4; round++) {
          fenceTheSilent(simulated);
          for (const client of clients) simulated.beat(client);
        }
        checkInvariants(simulated);
        expect(stateOf(simulated.group)).toBe('Stable');
        const wanted = new Set(clients.flatMap((client) => client.topics));
        const expected = [...wanted].flatMap((name) => {
          const topic = simulated.topics.topic(name);
          return topic ? Array.from({ length: topic.partitions }, (_, index) => `${topic.id}/${index}`) : [];
        });
        expect(clients.flatMap(({ owned }) => names(owned)).sort()).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  });
});
