import { answers } from '../answers.ts';
import { answered } from '../problem.ts';

export async function GET(): Promise<Response> {
  return answered(async () => Response.json(await answers.sites()));
}
