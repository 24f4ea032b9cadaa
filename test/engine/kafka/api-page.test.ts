import { expect, it } from 'vitest';
import { ApiVersionsApi } from '../../../engine/kafka/protocol/generated/api-versions.ts';
import { apiPage } from './api-page.ts';
import { runningBroker } from './running-broker.ts';

it('docs/kafka-api.md says what a running broker answers (run with -u after a change)', async () => {
  const { client } = await runningBroker();
  const software = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
  const answer = await (await client()).call(ApiVersionsApi, 4, software);
  await expect(apiPage(answer)).toMatchFileSnapshot('../../../docs/kafka-api.md');
});
