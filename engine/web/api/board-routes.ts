import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Board, type BoardDraft, parseBoard } from '../../boards/board.ts';
import { boardKey } from '../../boards/board-table.ts';
import type { TopicTable } from '../../stream/topic-table.ts';
import { answerJson } from '../answers.ts';
import { ApiProblem, type ApiRequest, answering, apiRequest, siteOf } from './request.ts';

export const BOARDS_PATH = '/api/boards';

/** Boards of one site. */
const MAX_BOARDS_A_SITE = 50;

/** The HTTP API of boards: list, make, read, change, delete; docs/boards.md is its description. */
export function createBoardApi(boards: TopicTable<Board>) {
  return (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(response, async () => {
      const asked = apiRequest(request, BOARDS_PATH);
      const [id, ...more] = asked.segments;
      if (more.length > 0) throw new ApiProblem(404, 'no-such-address', 'docs/boards.md lists the addresses.');
      await boards.ready();
      if (id === undefined) await all(boards, asked, response);
      else await one(boards, asked, id, response);
    });
}

async function all(boards: TopicTable<Board>, request: ApiRequest, response: ServerResponse): Promise<void> {
  const site = siteOf(request.query);
  const ofSite = boards.all().filter((board) => board.site === site);
  if (request.method === 'GET') return answerJson(response, 200, { boards: ofSite });
  if (request.method !== 'POST') throw wrongMethod(response, 'GET, POST');
  const draft = await read(request, site);
  if (ofSite.some(({ id }) => id === draft.id)) {
    throw new ApiProblem(409, 'board-exists', `There is a board "${draft.id}" on ${site}: change it with PUT.`);
  }
  if (ofSite.length >= MAX_BOARDS_A_SITE) {
    throw new ApiProblem(409, 'too-many-boards', `A site has at most ${MAX_BOARDS_A_SITE} boards: delete one.`);
  }
  const now = Date.now();
  const made: Board = { ...draft, created_at: now, updated_at: now };
  await boards.put(boardKey(made), made);
  answerJson(response, 201, made);
}

async function one(
  boards: TopicTable<Board>,
  request: ApiRequest,
  id: string,
  response: ServerResponse,
): Promise<void> {
  const site = siteOf(request.query);
  const held = boards.get(boardKey({ site, id }));
  if (!held) throw new ApiProblem(404, 'no-such-board', `There is no board "${id}" on ${site}.`);
  if (request.method === 'GET') return answerJson(response, 200, held);
  if (request.method === 'DELETE') {
    await boards.put(boardKey(held), null);
    response.writeHead(204).end();
    return;
  }
  if (request.method !== 'PUT') throw wrongMethod(response, 'GET, PUT, DELETE');
  const draft = await read(request, site, id);
  const changed: Board = { ...draft, created_at: held.created_at, updated_at: Date.now() };
  await boards.put(boardKey(changed), changed);
  answerJson(response, 200, changed);
}

/** The body as a board of the address's site; a body that names another site or id is refused by what it then lacks. */
async function read(request: ApiRequest, site: string, id?: string): Promise<BoardDraft> {
  const body = await request.body();
  const parsed = parseBoard(typeof body === 'object' ? { ...body, site, ...(id && { id }) } : body);
  if ('value' in parsed) return parsed.value;
  const [first] = parsed.problems;
  const detail = first ? `${first.field || 'the board'}: ${first.reason}.` : 'The body is no board.';
  throw new ApiProblem(400, 'invalid-board', detail, { problems: parsed.problems });
}

function wrongMethod(response: ServerResponse, allowed: string): ApiProblem {
  response.setHeader('Allow', allowed);
  return new ApiProblem(405, 'method-not-allowed', `Use ${allowed}.`);
}
