import { answers } from '../answers.ts';
import { answered } from '../problem.ts';

export async function GET(request: Request): Promise<Response> {
  return answered(async () => Response.json(await answers.figures(new URL(request.url).searchParams, Date.now())));
}
