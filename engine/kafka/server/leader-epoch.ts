import { RequestError } from '../protocol/errors.ts';

/** Refuses a request from a client whose view of the leader is older or newer than ours (KIP-320); -1 says no view. */
export function checkLeaderEpoch(claimed: number, current: number): void {
  if (claimed < 0 || claimed === current) return;
  if (claimed < current)
    throw new RequestError('FENCED_LEADER_EPOCH', `leader epoch ${claimed} is over, it is ${current}`);
  throw new RequestError('UNKNOWN_LEADER_EPOCH', `leader epoch ${claimed} has not begun, it is ${current}`);
}
