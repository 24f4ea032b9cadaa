import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../engine/kafka/protocol/errors.ts';
import { DescribeGroupsApi } from '../../../../engine/kafka/protocol/generated/describe-groups.ts';
import { runningBroker } from '../running-broker.ts';

describe('a group that nobody knows', () => {
  it.each([0, 1, 2, 3, 4, 5])('is Dead without an error to a client of version %i', async (version) => {
    const { client } = await runningBroker();
    const request = { groups: ['nobody'], includeAuthorizedOperations: false };
    const { groups } = await (await client()).call(DescribeGroupsApi, version, request);
    expect(groups).toMatchObject([
      { groupId: 'nobody', errorCode: ERROR_CODES.NONE, groupState: 'Dead', protocolType: '', members: [] },
    ]);
  });

  it('is named as not found from version 6 on', async () => {
    const { client } = await runningBroker();
    const request = { groups: ['nobody'], includeAuthorizedOperations: false };
    const { groups } = await (await client()).call(DescribeGroupsApi, 6, request);
    expect(groups).toMatchObject([{ errorCode: ERROR_CODES.GROUP_ID_NOT_FOUND, groupState: 'Dead' }]);
    expect(groups[0]!.errorMessage).toContain('nobody');
  });
});
