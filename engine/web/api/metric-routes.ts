import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoreClient } from '../../clickhouse/client.ts';
import { metricDifference } from '../../queries/metric-difference.ts';
import { previewMetric } from '../../queries/metric-preview.ts';
import { getMetricRows } from '../../queries/metric-rows.ts';
import type { MetricDefinition } from '../../rollups/definitions/definition.ts';
import {
  changed,
  created,
  discarded,
  promoted,
  readDraft,
  requireUnused,
  resumed,
} from '../../rollups/metrics/changes.ts';
import type { Metric } from '../../rollups/metrics/metric.ts';
import type { MetricRegistry } from '../../rollups/metrics/registry.ts';
import { removeHistory } from '../../rollups/metrics/windows-table.ts';
import type { Heartbeat } from '../../stream/status.ts';
import { answerJson } from '../answers.ts';
import { type MetricView, metricView, revisionStatus } from './metric-view.ts';
import { ApiProblem, type ApiRequest, answering, apiRequest, badParameter, siteOf, timeOf } from './request.ts';

export const METRICS_PATH = '/api/metrics';

export interface MetricApiOptions {
  registry: MetricRegistry;
  store: StoreClient;
  heartbeats(): readonly Heartbeat[];
}

const DAY_MS = 86_400_000;
/** How much of the past a preview is computed over. */
const PREVIEW_MS = 3_600_000;
/** How long a request waits for the definitions to have been read, right after a start. */
const READY_LIMIT_MS = 3_000;
/** Rows that were on their way as a metric was deleted are deleted after so long. */
const REMOVE_AGAIN_MS = 15_000;

/** The HTTP API of metrics; docs/metrics-api.md is its description. */
export function createMetricApi(options: MetricApiOptions) {
  const api = new MetricApi(options);
  return (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(response, () => api.answer(apiRequest(request, METRICS_PATH), response));
}

class MetricApi {
  readonly #registry: MetricRegistry;
  readonly #store: StoreClient;
  readonly #heartbeats: () => readonly Heartbeat[];

  constructor({ registry, store, heartbeats }: MetricApiOptions) {
    this.#registry = registry;
    this.#store = store;
    this.#heartbeats = heartbeats;
  }

  async answer(request: ApiRequest, response: ServerResponse): Promise<void> {
    await this.#ready();
    const { segments, method } = request;
    const [id, action] = segments;
    if (segments.length > 2) throw unknownAddress();
    if (id === undefined) return this.#collection(request, response);
    // No metric has this id by GET, PUT or DELETE only: a preview is a POST.
    if (id === 'preview' && action === undefined && method === 'POST') return this.#preview(request, response);
    if (action === undefined) return this.#one(request, id, response);
    const metric = this.#metric(request, id);
    const wanted = ['values', 'difference'].includes(action) ? 'GET' : 'POST';
    if (method !== wanted) throw wrongMethod(response, wanted);
    switch (action) {
      case 'values':
        return answerJson(response, 200, await this.#values(metric, request.query));
      case 'difference':
        return answerJson(response, 200, await this.#difference(metric, request.query));
      case 'promote':
        return this.#replace(response, promoted(metric, this.#candidateIsFilled(metric, request.query), Date.now()));
      case 'discard':
        return this.#discard(metric, response);
      case 'resume':
        return this.#replace(response, resumed(metric));
      default:
        throw unknownAddress();
    }
  }

  async #collection(request: ApiRequest, response: ServerResponse): Promise<void> {
    const all = this.#registry.all();
    if (request.method === 'GET') {
      const site = siteOf(request.query);
      const metrics = all.filter(({ live }) => live.site === site).map((metric) => this.#view(metric));
      return answerJson(response, 200, { metrics });
    }
    if (request.method !== 'POST') throw wrongMethod(response, 'GET, POST');
    const site = siteOf(request.query);
    const draft = readDraft(withSite(await request.body(), site), all);
    await this.#put(created(draft, all, Date.now()));
    answerJson(response, 201, this.#view(this.#registry.get(site, draft.id)!));
  }

  async #preview(request: ApiRequest, response: ServerResponse): Promise<void> {
    const site = siteOf(request.query);
    const draft = readDraft(withSite(await request.body(), site), this.#registry.all());
    const now = Date.now();
    const span = { from: now - PREVIEW_MS, to: now };
    const find = this.#find(site);
    if (draft.aggregate.kind === 'formula') {
      const definition = { ...draft, revision: 0, state: 'candidate', created_at: 0, updated_at: 0 } as const;
      const rows = await getMetricRows(this.#store, definition, span, find);
      return answerJson(response, 200, { metric: draft, ...span, rows, events: null });
    }
    answerJson(response, 200, { metric: draft, ...(await previewMetric(this.#store, draft, span)) });
  }

  async #one(request: ApiRequest, id: string, response: ServerResponse): Promise<void> {
    const metric = this.#metric(request, id);
    const { site } = metric.live;
    switch (request.method) {
      case 'GET':
        return answerJson(response, 200, this.#view(metric));
      case 'PUT': {
        const body = withSite(await request.body(), site);
        const draft = readDraft({ ...body, id }, this.#registry.all());
        return this.#replace(response, changed(metric, draft, Date.now()));
      }
      case 'DELETE':
        requireUnused(metric, this.#registry.all());
        await this.#registry.put(site, id, null);
        this.#removeHistory(metric.live, null);
        response.writeHead(204).end();
        return;
      default:
        throw wrongMethod(response, 'GET, PUT, DELETE');
    }
  }

  async #values({ live, candidate }: Metric, query: URLSearchParams) {
    const wanted = query.get('revision');
    const definition = [live, candidate].find(
      (each) => each && String(each.revision) === (wanted ?? String(live.revision)),
    );
    if (!definition) throw badParameter('revision', `is ${wanted}: the metric has ${live.revision} and its candidate`);
    const dims = dimsOf(query, definition);
    const rows = await getMetricRows(this.#store, definition, spanOf(query), this.#find(live.site), dims);
    return { metric: definition, rows };
  }

  async #difference({ live, candidate }: Metric, query: URLSearchParams) {
    if (!candidate) throw new ApiProblem(409, 'no-candidate', 'There is no candidate to compare with.');
    const span = spanOf(query);
    const find = this.#find(live.site);
    const [before, after] = await Promise.all([
      getMetricRows(this.#store, live, span, find),
      getMetricRows(this.#store, candidate, span, find),
    ]);
    return { ...span, live, candidate, difference: metricDifference(before, after) };
  }

  async #discard(metric: Metric, response: ServerResponse): Promise<void> {
    const next = discarded(metric);
    await this.#replace(response, next);
    this.#removeHistory(metric.candidate!, metric.candidate!.revision);
  }

  async #replace(response: ServerResponse, metric: Metric): Promise<void> {
    await this.#put(metric);
    const { site, id } = metric.live;
    answerJson(response, 200, this.#view(this.#registry.get(site, id) ?? metric));
  }

  #put(metric: Metric): Promise<void> {
    return this.#registry.put(metric.live.site, metric.live.id, metric);
  }

  /** Behind the scenes: nobody reads rows of a metric that is no more, so a failure costs space alone. */
  #removeHistory(definition: MetricDefinition, revision: number | null): void {
    const remove = () => void removeHistory(this.#store, definition, revision).catch(() => undefined);
    remove();
    setTimeout(remove, REMOVE_AGAIN_MS).unref();
  }

  #candidateIsFilled({ candidate, stopped }: Metric, query: URLSearchParams): boolean {
    if (!candidate || query.get('force') === '1') return true;
    const status = revisionStatus(candidate, stopped, this.#heartbeats());
    return status === null || status.state === 'running';
  }

  #metric({ query }: ApiRequest, id: string): Metric {
    const site = siteOf(query);
    const metric = this.#registry.get(site, id);
    if (!metric) throw new ApiProblem(404, 'no-such-metric', `There is no metric "${id}" on ${site}.`);
    return metric;
  }

  #view(metric: Metric): MetricView {
    return metricView(metric, this.#heartbeats());
  }

  #find(site: string): (id: string) => MetricDefinition | undefined {
    return (id) => this.#registry.get(site, id)?.live;
  }

  async #ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const problem = new ApiProblem(503, 'log-unavailable', 'The metrics have not been read from the log yet.');
      timer = setTimeout(() => reject(problem), READY_LIMIT_MS);
    });
    await Promise.race([this.#registry.ready(), late]).finally(() => clearTimeout(timer));
  }
}

/** The site comes from the address; a body that names another one is refused where it is read. */
function withSite(body: unknown, site: string): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiProblem(400, 'invalid-metric', 'The body is to be a metric: {"id": "...", "name": "...", ...}.');
  }
  const named = 'site' in body ? body.site : site;
  if (named !== site) throw badParameter('site', `is ${site}, but the body's site is ${JSON.stringify(named)}`);
  return { ...body, site };
}

function dimsOf(query: URLSearchParams, { dimensions }: MetricDefinition): string[] | null {
  const dims = query.getAll('dim');
  if (dims.length === 0) return null;
  if (dims.length === dimensions.length) return dims;
  throw badParameter('dim', `is to be there once for each of ${dimensions.length} dimensions, in their order`);
}

function spanOf(query: URLSearchParams): { from: number; to: number } {
  const to = timeOf(query, 'to', Date.now());
  const from = timeOf(query, 'from', to - DAY_MS);
  if (from < to) return { from, to };
  throw badParameter('from', 'is to be before "to"');
}

function unknownAddress(): ApiProblem {
  return new ApiProblem(404, 'no-such-address', 'docs/metrics-api.md lists the addresses below /api/metrics.');
}

function wrongMethod(response: ServerResponse, allowed: string): ApiProblem {
  response.setHeader('Allow', allowed);
  return new ApiProblem(405, 'method-not-allowed', `Use ${allowed}.`);
}
