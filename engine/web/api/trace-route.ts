import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TraceOptions, traceEvent } from '../../queries/trace/trace.ts';
import { computedRevisions } from '../../rollups/metrics/metric.ts';
import type { MetricRegistry } from '../../rollups/metrics/registry.ts';
import { answerJson } from '../answers.ts';
import { ApiProblem, answering, apiRequest, siteOf } from './request.ts';

export const TRACE_PATH = '/api/trace';

/** GET /api/trace/EVENT_ID?site=: the way of one event; docs/metrics-api.md. */
export function createTraceApi(options: TraceOptions & { registry: MetricRegistry }) {
  return (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    answering(response, async () => {
      const { segments, query } = apiRequest(request, TRACE_PATH);
      const [id] = segments;
      if (id === undefined || segments.length > 1) {
        throw new ApiProblem(404, 'no-such-address', 'Ask for /api/trace/EVENT_ID?site=SITE.');
      }
      const site = siteOf(query);
      const metrics = options.registry.all().filter(({ live }) => live.site === site);
      answerJson(response, 200, await traceEvent(options, { site, id }, metrics.flatMap(computedRevisions)));
    });
}
