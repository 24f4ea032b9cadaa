import { expect, it } from 'vitest';
import { Transcript, transcript } from './transcript.ts';

function plays(text: string, limits?: ConstructorParameters<typeof Transcript>[0]): void {
  const written = transcript(text);
  expect(Transcript.replay(written, limits)).toBe(written);
}

it('gives a new member its id first, a share once it leads, and nothing any more when it left', () => {
  plays(`
    > join a
      join a: MEMBER_ID_REQUIRED
    > join a id
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=p0,p1
      save a
      sync a: share "p0,p1"
      Stable generation 1
    > heartbeat a
      heartbeat a: NONE
    > heartbeat a generation=0
      heartbeat a: ILLEGAL_GENERATION
    > leave a
      save nobody
      leave a: NONE
      Empty generation 2
  `);
});

it('hands the partitions over when a member comes, and back when it leaves', () => {
  plays(`
    > join a old
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=all
      save a
      sync a: share "all"
      Stable generation 1
    > join b old
      PreparingRebalance generation 1
    > heartbeat a
      heartbeat a: REBALANCE_IN_PROGRESS
    > join a id
      join a: generation 2 by range, leader a of a,b
      join b: generation 2 by range, leader a
      CompletingRebalance generation 2
    > sync b
    > sync a a=p0 b=p1
      save a,b
      sync a: share "p0"
      sync b: share "p1"
      Stable generation 2
    > heartbeat b
      heartbeat b: NONE
    > leave b
      leave b: NONE
      PreparingRebalance generation 2
    > heartbeat a
      heartbeat a: REBALANCE_IN_PROGRESS
    > join a id
      join a: generation 3 by range, leader a of a
      CompletingRebalance generation 3
    > sync a a=all
      save a
      sync a: share "all"
      Stable generation 3
  `);
});

it('counts a member as gone when its session ran out, and tells the others', () => {
  plays(`
    > join a old
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > join b old
      PreparingRebalance generation 1
    > join a id
      join a: generation 2 by range, leader a of a,b
      join b: generation 2 by range, leader a
      CompletingRebalance generation 2
    > sync a a=1 b=2
      save a,b
      sync a: share "1"
      Stable generation 2
    > sync b
      sync b: share "2"
    > wait 6000
    > heartbeat a
      heartbeat a: NONE
    > wait 5000
      PreparingRebalance generation 2
    > heartbeat a
      heartbeat a: REBALANCE_IN_PROGRESS
    > join a id
      join a: generation 3 by range, leader a of a
      CompletingRebalance generation 3
  `);
});

it('drops a member that never fetches its share when the rebalance timeout is over', () => {
  plays(`
    > join a old rebalance=5000 session=60000
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > join b old rebalance=5000 session=60000
      PreparingRebalance generation 1
    > join a id rebalance=5000 session=60000
      join a: generation 2 by range, leader a of a,b
      join b: generation 2 by range, leader a
      CompletingRebalance generation 2
    > sync b
    > wait 5000
      sync b: REBALANCE_IN_PROGRESS
      PreparingRebalance generation 2
  `);
});

it('lets the first members of an empty group gather (KIP-134)', () => {
  plays(
    `
    > join a old
      PreparingRebalance generation 0
    > wait 80
    > join b old
    > wait 20
    > wait 100
      join a: generation 1 by range, leader a of a,b
      join b: generation 1 by range, leader a
      CompletingRebalance generation 1
  `,
    { initialRebalanceDelayMs: 100 },
  );
});

it('waits for who was given an id, but not for ever (KIP-394)', () => {
  plays(`
    > join a old
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=1
      save a
      sync a: share "1"
      Stable generation 1
    > join b
      join b: MEMBER_ID_REQUIRED
    > wait 9000
    > heartbeat a
      heartbeat a: NONE
    > join c old
      PreparingRebalance generation 1
    > join a id
    > wait 1000
      join a: generation 2 by range, leader a of a,c
      join c: generation 2 by range, leader a
      CompletingRebalance generation 2
  `);
});

it('keeps the place of a static member through a restart, and fences who held it (KIP-345)', () => {
  plays(`
    > join a static=i1
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=1
      save a
      sync a: share "1"
      Stable generation 1
    > join b static=i2
      PreparingRebalance generation 1
    > join a id static=i1
      join a: generation 2 by range, leader a of a,b
      join b: generation 2 by range, leader a
      CompletingRebalance generation 2
    > sync a a=1 b=2
      save a,b
      sync a: share "1"
      Stable generation 2
    > sync b
      sync b: share "2"
    > join a2 static=i1
      save a2,b
      join a2: generation 2 by range, leader nobody
    > sync a2
      sync a2: share "1"
    > heartbeat a static=i1
      heartbeat a: FENCED_INSTANCE_ID
    > heartbeat a2 static=i1
      heartbeat a2: NONE
    > join a3 static=i1 metadata=changed
      PreparingRebalance generation 2
    > join b id static=i2
      join a3: generation 3 by range, leader a3 of a3,b
      join b: generation 3 by range, leader a3
      CompletingRebalance generation 3
    > sync b a3=1 b=2
    > leave static=i2
      sync b: UNKNOWN_MEMBER_ID
      leave static=i2: NONE
      PreparingRebalance generation 3
    > leave static=i9
      leave static=i9: UNKNOWN_MEMBER_ID
  `);
});

it('tells a static leader that returns to skip its assignment (KIP-814)', () => {
  plays(`
    > join a static=i1
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=1
      save a
      sync a: share "1"
      Stable generation 1
    > join a2 static=i1 skip=1
      save a2
      join a2: generation 1 by range, leader a2 of a2, skip
    > sync a2
      sync a2: share "1"
  `);
});

it('takes only members that share a protocol, and chooses one that all have', () => {
  plays(`
    > join a old protocols=range,sticky
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=1
      save a
      sync a: share "1"
      Stable generation 1
    > join b old protocols=roundrobin
      join b: INCONSISTENT_GROUP_PROTOCOL
    > join c old protocols=sticky
      PreparingRebalance generation 1
    > join a id protocols=range,sticky
      join a: generation 2 by sticky, leader a of a,c
      join c: generation 2 by sticky, leader a
      CompletingRebalance generation 2
  `);
});

it('refuses strangers, wrong generations and impossible session timeouts by name', () => {
  plays(`
    > sync a
      sync a: UNKNOWN_MEMBER_ID
    > heartbeat a
      heartbeat a: UNKNOWN_MEMBER_ID
    > join a id
      join a: UNKNOWN_MEMBER_ID
    > join b old session=100
      join b: INVALID_SESSION_TIMEOUT
    > join c old
      join c: generation 1 by range, leader c of c
      CompletingRebalance generation 1
    > sync c c=1 generation=7
      sync c: ILLEGAL_GENERATION
    > heartbeat c generation=7
      heartbeat c: ILLEGAL_GENERATION
    > leave d
      leave d: UNKNOWN_MEMBER_ID
  `);
});

it('is full with members and given-out ids together', () => {
  plays(
    `
    > join a old
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > join b
      join b: MEMBER_ID_REQUIRED
    > join c
      join c: GROUP_MAX_SIZE_REACHED
    > leave b
      leave b: NONE
    > join c
      join c: MEMBER_ID_REQUIRED
  `,
    { maxMembers: 2 },
  );
});

it('lets a static member go when its session ran out', () => {
  plays(`
    > join a static=i1 session=6000
      join a: generation 1 by range, leader a of a
      CompletingRebalance generation 1
    > sync a a=1
      save a
      sync a: share "1"
      Stable generation 1
    > wait 6000
      save nobody
      Empty generation 2
  `);
});
