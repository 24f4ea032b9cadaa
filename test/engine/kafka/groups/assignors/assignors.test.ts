import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assignment, assignmentOf } from '../../../../../engine/kafka/groups/assignors/assignment.ts';
import type { AssignedMember, Assignor } from '../../../../../engine/kafka/groups/assignors/assignor.ts';
import { ASSIGNORS } from '../../../../../engine/kafka/groups/assignors/assignors.ts';
import { assignRanges } from '../../../../../engine/kafka/groups/assignors/range.ts';
import { assignUniformly } from '../../../../../engine/kafka/groups/assignors/uniform.ts';

interface Scene {
  /** Partitions of the topics t0, t1, ... */
  readonly counts: readonly number[];
  readonly members: readonly AssignedMember[];
}

const partitionsOf =
  ({ counts }: Scene) =>
  (topicId: string): number =>
    counts[Number(topicId.slice(1))]!;

const run = (assignor: Assignor, scene: Scene): ReadonlyMap<string, Assignment> =>
  assignor(scene.members, partitionsOf(scene));

const namesOf = (assignment: Assignment | undefined): string[] =>
  [...(assignment ?? [])]
    .flatMap(([topicId, partitions]) => [...partitions].map((each) => `${topicId}-${each}`))
    .sort();

const loadsOf = (result: ReadonlyMap<string, Assignment>): number[] =>
  [...result.values()].map((assignment) => namesOf(assignment).length);

/** Members with what the last assignment gave them, which may be of topics that shrank or that they no longer subscribe to. */
function scenes({ sameTopics }: { sameTopics: boolean }, most = { topics: 4, partitions: 7, members: 6 }) {
  return fc
    .record({
      counts: fc.array(fc.integer({ min: 1, max: most.partitions }), { minLength: 1, maxLength: most.topics }),
      memberCount: fc.integer({ min: 1, max: most.members }),
    })
    .chain(({ counts, memberCount }) => {
      const topicIds = counts.map((_, index) => `t${index}`);
      const some = fc.subarray(topicIds);
      const owners = fc.array(fc.integer({ min: -1, max: memberCount - 1 }), {
        minLength: (most.partitions + 1) * counts.length,
        maxLength: (most.partitions + 1) * counts.length,
      });
      const statics = fc.array(fc.boolean(), { minLength: memberCount, maxLength: memberCount });
      const wishes = fc.array(some, { minLength: memberCount, maxLength: memberCount });
      return fc.record({ owners, statics, wishes, same: some }).map(({ owners, statics, wishes, same }): Scene => {
        const members = wishes.map((wish, place) => ({
          memberId: `m${place}`,
          instanceId: statics[place] ? `i${memberCount - place}` : null,
          topicIds: sameTopics ? same : wish,
          previous: assignmentOf(
            topicIds.map((topicId, topic) => ({
              topicId,
              partitions: Array.from({ length: most.partitions + 1 }, (_, index) => index).filter(
                (index) => owners[topic * (most.partitions + 1) + index] === place,
              ),
            })),
          ),
        }));
        return { counts, members };
      });
    });
}

describe.each([...ASSIGNORS])('%s', (_, assignor) => {
  it('gives every partition of a subscribed topic to one member that subscribes to it', () => {
    fc.assert(
      fc.property(scenes({ sameTopics: false }), (scene) => {
        const result = run(assignor, scene);
        expect([...result.keys()].sort()).toEqual(scene.members.map(({ memberId }) => memberId).sort());
        const wanted = new Set(scene.members.flatMap(({ topicIds }) => topicIds));
        const expected = scene.counts.flatMap((count, topic) =>
          wanted.has(`t${topic}`) ? Array.from({ length: count }, (_, index) => `t${topic}-${index}`) : [],
        );
        expect([...result.values()].flatMap(namesOf).sort()).toEqual(expected.sort());
        for (const { memberId, topicIds } of scene.members)
          for (const [topicId, partitions] of result.get(memberId)!) {
            expect(topicIds).toContain(topicId);
            expect(partitions.size).toBeGreaterThan(0);
          }
      }),
    );
  });

  it('has nothing to change in what it gave', () => {
    fc.assert(
      fc.property(scenes({ sameTopics: false }), (scene) => {
        const first = run(assignor, scene);
        const members = scene.members.map((member) => ({ ...member, previous: first.get(member.memberId)! }));
        const second = run(assignor, { ...scene, members });
        for (const [memberId, assignment] of first) expect(namesOf(second.get(memberId))).toEqual(namesOf(assignment));
      }),
    );
  });
});

describe('range', () => {
  it('gives consecutive partitions, static members first', () => {
    const member = (memberId: string, instanceId: string | null = null): AssignedMember => {
      return { memberId, instanceId, topicIds: ['t0', 't1'], previous: new Map() };
    };
    const scene: Scene = { counts: [5, 3], members: [member('b'), member('a'), member('z', 'i')] };
    const result = run(assignRanges, scene);
    expect(namesOf(result.get('z'))).toEqual(['t0-0', 't0-1', 't1-0']);
    expect(namesOf(result.get('a'))).toEqual(['t0-2', 't0-3', 't1-1']);
    expect(namesOf(result.get('b'))).toEqual(['t0-4', 't1-2']);
  });

  it('splits topics with as many partitions alike', () => {
    fc.assert(
      fc.property(scenes({ sameTopics: true }), (scene) => {
        const counts = scene.counts.map(() => scene.counts[0]!);
        for (const assignment of run(assignRanges, { ...scene, counts }).values()) {
          const numbers = [...assignment.values()].map((partitions) => [...partitions].join());
          expect(new Set(numbers).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('uniform', () => {
  it('lets loads differ by one at most where all subscribe to the same, and moves no more than that takes', () => {
    fc.assert(
      fc.property(scenes({ sameTopics: true }), (scene) => {
        const result = run(assignUniformly, scene);
        const loads = loadsOf(result);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);

        const kept = scene.members.map(({ topicIds, previous }) =>
          namesOf(previous).filter((name) => {
            const [topicId, index] = name.split('-');
            return topicIds.includes(topicId!) && Number(index) < partitionsOf(scene)(topicId!);
          }),
        );
        const total = loads.reduce((sum, load) => sum + load, 0);
        const [quota, extra] = [Math.floor(total / loads.length), total % loads.length];
        const surplus = kept
          .map(({ length }) => length)
          .sort((a, b) => b - a)
          .map((length, place) => Math.max(0, length - quota - (place < extra ? 1 : 0)));
        const moved = scene.members.flatMap(({ memberId }, place) => {
          const now = new Set(namesOf(result.get(memberId)));
          return kept[place]!.filter((name) => !now.has(name));
        });
        expect(moved.length).toBe(surplus.reduce((sum, each) => sum + each, 0));
      }),
    );
  });

  it('is as even as any assignment can be, whoever subscribes to what', () => {
    fc.assert(
      fc.property(scenes({ sameTopics: false }, { topics: 3, partitions: 2, members: 3 }), (scene) => {
        const squares = (loads: readonly number[]): number => loads.reduce((sum, load) => sum + load * load, 0);
        expect(squares(loadsOf(run(assignUniformly, scene)))).toBe(leastSquares(scene));
      }),
      { numRuns: 300 },
    );
  });

  it('takes the highest partitions of those that have too many, as clients of Kafka have seen it', () => {
    const shares = [[0, 1, 2], [5, 4, 3], []];
    const members = shares.map((partitions, place): AssignedMember => {
      const previous = assignmentOf([{ topicId: 't0', partitions }]);
      return { memberId: `m${place}`, instanceId: null, topicIds: ['t0'], previous };
    });
    const result = run(assignUniformly, { counts: [6], members });
    expect([...result.values()].map(namesOf)).toEqual([
      ['t0-0', 't0-1'],
      ['t0-3', 't0-4'],
      ['t0-2', 't0-5'],
    ]);
  });

  it('spreads each topic where it has the choice', () => {
    const members = ['a', 'b', 'c'].map((memberId) => ({
      memberId,
      instanceId: null,
      topicIds: ['t0', 't1', 't2'],
      previous: new Map(),
    }));
    for (const assignment of run(assignUniformly, { counts: [3, 3, 3], members }).values()) {
      expect([...assignment.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
    }
  });

  it('reaches a member that has no topic in common with the heaviest', () => {
    const member = (memberId: string, topicIds: string[], previous: Assignment): AssignedMember => {
      return { memberId, instanceId: null, topicIds, previous };
    };
    const members = [
      member('a', ['t0'], assignmentOf([{ topicId: 't0', partitions: [0, 1, 2] }])),
      member('b', ['t0', 't1'], assignmentOf([{ topicId: 't1', partitions: [0, 1] }])),
      member('c', ['t1'], assignmentOf([{ topicId: 't1', partitions: [2] }])),
    ];
    expect(loadsOf(run(assignUniformly, { counts: [3, 3], members }))).toEqual([2, 2, 2]);
  });
});

/** By trying every assignment there is. */
function leastSquares(scene: Scene): number {
  const choices = scene.counts.flatMap((count, topic) => {
    const places = scene.members.flatMap(({ topicIds }, place) => (topicIds.includes(`t${topic}`) ? [place] : []));
    return places.length === 0 ? [] : Array.from({ length: count }, () => places);
  });
  const loads = scene.members.map(() => 0);
  const search = (at: number): number => {
    if (at === choices.length) return loads.reduce((sum, load) => sum + load * load, 0);
    return Math.min(
      ...choices[at]!.map((place) => {
        loads[place]!++;
        const least = search(at + 1);
        loads[place]!--;
        return least;
      }),
    );
  };
  return search(0);
}
