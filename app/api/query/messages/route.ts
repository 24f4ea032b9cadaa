import { peekMessages } from '../../../../engine/queries/messages.ts';
import { logOptions } from '../../../log-options.ts';
import { messageParameters, read } from '../parameters.ts';
import { answered } from '../problem.ts';

export async function GET(request: Request): Promise<Response> {
  return answered(async () => {
    const { topic, partition, limit } = read(messageParameters, new URL(request.url).searchParams);
    return Response.json({ messages: await peekMessages(logOptions(), topic, partition, limit) });
  });
}
