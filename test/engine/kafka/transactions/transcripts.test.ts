import { expect, it } from 'vitest';
import { Transcript } from './transcript.ts';

function plays(name: string, transcript: string, epoch?: number): void {
  const lines = transcript
    .trim()
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n');
  it(name, () => expect(Transcript.replay(lines, epoch)).toBe(lines));
}

plays(
  'a transaction begins with its first partition, grows, and ends once its markers are written',
  `
    > init a
      NONE
      Empty 100/0
    > verify a t-0
      TRANSACTION_ABORTABLE
    > add a t-0 t-1
      NONE
      Ongoing 100/0 t-0 t-1
    > add a t-1
      NONE
    > add a u-0
      NONE
      Ongoing 100/0 t-0 t-1 u-0
    > verify a u-0
      NONE
    > verify a u-1
      TRANSACTION_ABORTABLE
    > commit a
      NONE
      PrepareCommit 100/0 t-0 t-1 u-0
    > add a t-0
      CONCURRENT_TRANSACTIONS
    > verify a t-0
      CONCURRENT_TRANSACTIONS
    > commit a
      CONCURRENT_TRANSACTIONS
    > abort a
      INVALID_TXN_STATE
    > marked
      CompleteCommit 100/0
    > commit a
      NONE
    > abort a
      INVALID_TXN_STATE
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > abort a
      NONE
      PrepareAbort 100/0 t-0
    > marked
      CompleteAbort 100/0`,
);

plays(
  'without a transaction there is nothing to end',
  `
    > commit a
      INVALID_PRODUCER_ID_MAPPING
    > init a
      NONE
      Empty 100/0
    > commit a
      INVALID_TXN_STATE
    > abort a
      INVALID_TXN_STATE`,
);

plays(
  'a successor fences its predecessor, whose open transaction is aborted first',
  `
    > init a
      NONE
      Empty 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > init b
      CONCURRENT_TRANSACTIONS
      PrepareAbort 100/1 t-0
    > commit a
      PRODUCER_FENCED
    > init b
      CONCURRENT_TRANSACTIONS
    > marked
      CompleteAbort 100/1
    > init b
      NONE
      Empty 100/2
    > add a t-0
      PRODUCER_FENCED
    > verify a t-0
      PRODUCER_FENCED
    > init a bump
      PRODUCER_FENCED
    > add b t-0
      NONE
      Ongoing 100/2 t-0`,
);

plays(
  'a transaction open for longer than its timeout is aborted under a newer epoch',
  `
    > init a timeout=1000
      NONE
      Empty 100/0
    > wait 5000
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > wait 1000
    > add a t-1
      NONE
      Ongoing 100/0 t-0 t-1
    > wait 1
      PrepareAbort 100/1 t-0 t-1
    > commit a
      PRODUCER_FENCED
    > marked
      CompleteAbort 100/1`,
);

plays(
  'a producer bumps its own epoch, and may ask twice when the answer is lost (KIP-360)',
  `
    > init a
      NONE
      Empty 100/0
    > hold
    > init a bump
      NONE
    > init b
      CONCURRENT_TRANSACTIONS
    > written
      Empty 100/1
    > init a bump
      NONE
      Empty 100/2`,
);

plays(
  'while a change is written no other is decided; one that is lost leaves things as they were',
  `
    > init a
      NONE
      Empty 100/0
    > hold
    > add a t-0
      NONE
    > add a t-1
      CONCURRENT_TRANSACTIONS
    > commit a
      CONCURRENT_TRANSACTIONS
    > lost
    > commit a
      INVALID_TXN_STATE
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > hold
    > commit a
      NONE
    > verify a t-0
      CONCURRENT_TRANSACTIONS
    > written
      PrepareCommit 100/0 t-0`,
);

plays(
  'a producer id whose epochs are used up is replaced, and the last epoch is kept for fencing',
  `
    > init a
      NONE
      Empty 99/32766
    > add a t-0
      NONE
      Ongoing 99/32766 t-0
    > init b
      CONCURRENT_TRANSACTIONS
      PrepareAbort 99/32767 t-0
    > marked
      CompleteAbort 99/32767
    > init b
      NONE
      Empty 101/0
    > add a t-0
      INVALID_PRODUCER_ID_MAPPING`,
  32_765,
);

plays(
  'where each end gives a new epoch, what was sent under the old one hits no later transaction (KIP-890)',
  `
    > init a
      NONE
      Empty 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > commit a bump unheard
      NONE
      PrepareCommit 100/1 t-0
      goes on as 100/1
    > verify a t-0
      PRODUCER_FENCED
    > commit a bump unheard
      CONCURRENT_TRANSACTIONS
    > abort a bump
      INVALID_TXN_STATE
    > marked
      CompleteCommit 100/1
    > abort a bump
      INVALID_TXN_STATE
    > commit a bump
      NONE
      goes on as 100/1
    > commit a bump
      INVALID_TXN_STATE
    > add a t-1
      NONE
      Ongoing 100/1 t-1
    > abort a bump
      NONE
      PrepareAbort 100/2 t-1
      goes on as 100/2
    > add a t-0
      CONCURRENT_TRANSACTIONS
    > commit a bump
      CONCURRENT_TRANSACTIONS
    > marked
      CompleteAbort 100/2`,
);

plays(
  'an end that comes late cannot end the next transaction, in either direction',
  `
    > init a
      NONE
      Empty 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > commit a bump unheard
      NONE
      PrepareCommit 100/1 t-0
      goes on as 100/1
    > marked
      CompleteCommit 100/1
    > init b
      NONE
      Empty 100/2
    > add b t-0
      NONE
      Ongoing 100/2 t-0
    > commit a bump
      PRODUCER_FENCED
    > abort a
      PRODUCER_FENCED`,
);

plays(
  'who cannot know whether a transaction has begun may abort it, not commit it',
  `
    > init a
      NONE
      Empty 100/0
    > commit a bump
      INVALID_TXN_STATE
    > abort a bump unheard
      NONE
      PrepareAbort 100/1
      goes on as 100/1
    > marked
      CompleteAbort 100/1
    > abort a bump
      NONE
      goes on as 100/1
    > abort a bump
      NONE
      PrepareAbort 100/2
      goes on as 100/2
    > marked
      CompleteAbort 100/2`,
);

plays(
  'an abort over its head is no answer to the end that a producer asks for',
  `
    > init a timeout=1000
      NONE
      Empty 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0
    > wait 1001
      PrepareAbort 100/1 t-0
    > abort a bump
      PRODUCER_FENCED
    > marked
      CompleteAbort 100/1
    > abort a bump
      PRODUCER_FENCED`,
);

plays(
  'an end that takes the last epoch goes on with another producer id, for one who asks twice too',
  `
    > init a
      NONE
      Empty 99/32766
    > add a t-0
      NONE
      Ongoing 99/32766 t-0
    > commit a bump unheard
      NONE
      PrepareCommit 99/32767 t-0
      goes on as 100/0
    > marked
      CompleteCommit 100/0
    > abort a bump
      INVALID_TXN_STATE
    > commit a bump
      NONE
      goes on as 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0`,
  32_765,
);

plays(
  'who was told its next producer id before the markers were written waits for them',
  `
    > init a
      NONE
      Empty 99/32766
    > add a t-0
      NONE
      Ongoing 99/32766 t-0
    > abort a bump
      NONE
      PrepareAbort 99/32767 t-0
      goes on as 100/0
    > add a t-0
      CONCURRENT_TRANSACTIONS
    > marked
      CompleteAbort 100/0
    > add a t-0
      NONE
      Ongoing 100/0 t-0`,
  32_765,
);

plays(
  'a late call for a new epoch leaves the transaction of its successor alone',
  `
    > init a
      NONE
      Empty 100/0
    > init b
      NONE
      Empty 100/1
    > add b t-0
      NONE
      Ongoing 100/1 t-0
    > init a bump
      PRODUCER_FENCED
    > commit b
      NONE
      PrepareCommit 100/1 t-0`,
);
