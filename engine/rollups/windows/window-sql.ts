import type { PartialAggregate } from '../aggregates/partial.ts';
import { EventSql, type SqlParams } from '../definitions/condition-sql.ts';
import { countedConditions } from '../definitions/counted.ts';
import type { Aggregate, MetricDraft } from '../definitions/definition.ts';
import { panePlan } from './pane-plan.ts';

/** Which windows, and over which rows of weir.events. */
export interface WindowScope {
  /** Windows that begin in [fromMs, toMs). */
  fromMs: number;
  toMs: number;
  /**
   * Count of each partition only what lies before its offset, and nothing of partitions that are not named. Default:
   * everything.
   */
  before?: ReadonlyMap<number, number>;
  /** Rows of the topic with this id only. Default: all. */
  topicId?: string;
}

export interface WindowStatement {
  sql: string;
  params: SqlParams;
}

/**
 * A row of a statement's result: one of a window in a partition. Which of the optional figures are there depends on the
 * aggregate.
 */
export interface WindowSqlRow {
  partition: number;
  /** Ms. */
  start: number;
  end: number;
  dims: string[];
  other: number;
  n: number;
  sum?: number;
  min?: number;
  max?: number;
  /** unique and distinct: exact. */
  members?: number;
  /** quantile and session: exact, of the rank floor(q * (n - 1)). */
  quantiles?: number[];
  /** top: exact. */
  top?: Array<[value: string, count: number]>;
}

const SESSION_QUANTILES = [0.5, 0.95];
/** How far around the windows a visit's events are looked for. */
const VISIT_REACH_MS = 12 * 3_600_000;

/**
 * A metric's windows computed by ClickHouse from weir.events, by the rules of the stream: what `weir reconcile` holds
 * the stream against, and what answers for a metric that does not run yet. Two things differ: a session window also has
 * visits that have not ended, and where its dimensions have more values than the limit, the first are those whose
 * visits began first.
 */
export function windowStatement(definition: MetricDraft, scope: WindowScope): WindowStatement {
  const sql = new EventSql();
  const { aggregate, window, limit } = definition;
  const { paneMs, panes, hop } = panePlan(window, definition.lateness_s);
  const [size, step] = [paneMs * panes, paneMs * hop].map((ms) => sql.param('Int64', ms));
  const isSession = window.kind === 'session';
  const counted = isSession ? visitsSql(definition, scope, sql) : eventsSql(definition, scope, sql, paneMs * panes);
  const quantiles = isSession ? SESSION_QUANTILES : aggregate.kind === 'quantile' ? aggregate.quantiles : [];
  const figures = isSession ? [...MOMENTS, quantilesSql(quantiles, sql)] : figuresOf(aggregate, sql);
  const own =
    definition.dimensions.length === 0
      ? 'true'
      : '(m_partition, m_span, m_labels) IN (SELECT m_partition, m_span, m_labels FROM m_admitted)';
  return {
    sql: `
      WITH m_counted AS (${counted}),
      m_spans AS (SELECT *, intDiv(m_ts, ${size}) AS m_span FROM m_counted),
      m_admitted AS (
        SELECT m_partition, m_span, m_labels FROM (
          SELECT m_partition, m_span, m_labels,
            row_number() OVER (PARTITION BY m_partition, m_span ORDER BY m_first) AS m_place
          FROM (
            SELECT m_partition, m_span, m_labels, min(m_order) AS m_first FROM m_spans
            GROUP BY m_partition, m_span, m_labels
          )
        ) WHERE m_place <= ${sql.param('UInt32', limit)}
      ),
      m_rows AS (
        SELECT *, ${own} AS m_own, arrayJoin(arrayFilter(
          begin -> begin > m_ts - ${size},
          arrayMap(index -> intDiv(m_ts, ${step}) * ${step} - index * ${step}, range(toUInt64(intDiv(${size} - 1, ${step}) + 1)))
        )) AS m_start
        FROM m_spans
      )
      SELECT m_partition AS partition, m_start AS start, m_start + ${size} AS end,
        if(m_own, m_labels, []) AS dims, NOT m_own AS other, ${['count() AS n', ...figures].join(', ')}
      FROM m_rows
      WHERE m_start >= ${sql.param('Int64', scope.fromMs)} AND m_start < ${sql.param('Int64', scope.toMs)}
      GROUP BY partition, start, dims, other
      ORDER BY start, partition, other, dims`,
    params: sql.params,
  };
}

/** What one partition's row of a statement says as a partial; null for sketches, which ClickHouse does not make. */
export function partialOfSql({ aggregate, window }: MetricDraft, row: WindowSqlRow): PartialAggregate | null {
  if (window.kind === 'session') return null;
  switch (aggregate.kind) {
    case 'count':
    case 'rate':
      return { n: row.n };
    case 'unique':
      return { n: row.members ?? 0 };
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return { n: row.n, sum: row.sum, min: row.min, max: row.max };
    default:
      return null;
  }
}

const MOMENTS = ['sum(m_number) AS sum', 'min(m_number) AS min', 'max(m_number) AS max'];

function figuresOf(aggregate: Aggregate, sql: EventSql): string[] {
  switch (aggregate.kind) {
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return MOMENTS;
    case 'unique':
    case 'distinct':
      return ['uniqExact(m_text) AS members'];
    case 'quantile':
      return [...MOMENTS, quantilesSql(aggregate.quantiles, sql)];
    case 'top': {
      const counts = 'sumMap([m_text], [toUInt64(1)])';
      const sorted = `arraySort(item -> (-toInt64(item.2), item.1), arrayZip(${counts}.1, ${counts}.2))`;
      return [`arraySlice(${sorted}, 1, ${sql.param('UInt32', aggregate.k)}) AS top`];
    }
    case 'formula':
      throw new TypeError('a formula has no windows of its own');
    default:
      return [];
  }
}

function quantilesSql(quantiles: readonly number[], sql: EventSql): string {
  const sorted = 'arraySort(groupArray(assumeNotNull(m_number)))';
  const ranked = `${sorted}[toUInt64(floor(quantile * (count() - 1))) + 1]`;
  return `arrayMap(quantile -> ${ranked}, ${sql.param('Array(Float64)', quantiles)}) AS quantiles`;
}

/** The events that count: m_partition, m_order, m_ts, m_labels, m_number, m_text. */
function eventsSql(definition: MetricDraft, scope: WindowScope, sql: EventSql, sizeMs: number): string {
  // Whole spans: which values are the first of one depends on all of it.
  const from = Math.floor(scope.fromMs / sizeMs) * sizeMs;
  const to = Math.ceil((scope.toMs + sizeMs) / sizeMs) * sizeMs;
  return `SELECT ${columnsOf(definition, sql).join(', ')} FROM weir.events WHERE ${rowsOf(definition, scope, sql, from, to).join(' AND ')}`;
}

/** The visits: m_ts is when the visit's first event was, m_number what its events make. */
function visitsSql(definition: MetricDraft, scope: WindowScope, sql: EventSql): string {
  const from = scope.fromMs - VISIT_REACH_MS;
  const to = scope.toMs + VISIT_REACH_MS;
  const made = { sum: 'sum(m_number)', average: 'avg(m_number)', minimum: 'min(m_number)', maximum: 'max(m_number)' };
  const { kind } = definition.aggregate;
  const value =
    kind === 'sum' || kind === 'average' || kind === 'minimum' || kind === 'maximum'
      ? made[kind]
      : 'toFloat64(count())';
  return `
    SELECT m_partition, m_began AS m_order, m_began AS m_ts, m_first AS m_labels, m_value AS m_number, '' AS m_text
    FROM (
      SELECT m_partition, min(m_ts) AS m_began, argMin(m_labels, (m_ts, m_order)) AS m_first, ${value} AS m_value
      FROM (
        SELECT ${columnsOf(definition, sql).join(', ')}, session_id AS m_session
        FROM weir.events WHERE ${rowsOf(definition, scope, sql, from, to).join(' AND ')}
      )
      GROUP BY m_partition, m_session
    )`;
}

function columnsOf({ aggregate, dimensions }: MetricDraft, sql: EventSql): string[] {
  const labels = dimensions.map((dimension) => sql.label(dimension)).join(', ');
  return [
    'kafka_partition AS m_partition',
    'kafka_offset AS m_order',
    'toUnixTimestamp64Milli(ts) AS m_ts',
    `CAST([${labels}], 'Array(String)') AS m_labels`,
    `${numberOf(aggregate, sql)} AS m_number`,
    `${textOf(aggregate, sql)} AS m_text`,
  ];
}

function numberOf(aggregate: Aggregate, sql: EventSql): string {
  switch (aggregate.kind) {
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
    case 'quantile':
      return sql.number(aggregate.of);
    default:
      return "CAST(NULL, 'Nullable(Float64)')";
  }
}

function textOf(aggregate: Aggregate, sql: EventSql): string {
  if (aggregate.kind === 'unique') return aggregate.of === 'visitors' ? 'visitor_id' : 'session_id';
  if (aggregate.kind === 'distinct') return sql.text(aggregate.of);
  return aggregate.kind === 'top' ? sql.label(aggregate.of) : "''";
}

/** The conditions on a row: the metric's own, that it came in time, and the scope's. */
function rowsOf(definition: MetricDraft, scope: WindowScope, sql: EventSql, from: number, to: number): string[] {
  const { aggregate, site, bots, lateness_s: latenessS } = definition;
  const conditions = [
    `site = ${sql.param('String', site)}`,
    `ts >= fromUnixTimestamp64Milli(${sql.param('Int64', Math.max(0, from))})`,
    `ts < fromUnixTimestamp64Milli(${sql.param('Int64', to)})`,
    `toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(ts) <= ${sql.param('Int64', latenessS * 1_000)}`,
    ...(bots ? [] : ['NOT is_bot']),
    ...countedConditions(definition).map((condition) => sql.condition(condition)),
  ];
  const number = numberOf(aggregate, sql);
  if (!number.startsWith('CAST(NULL')) conditions.push(`isNotNull(${number})`);
  if (aggregate.kind === 'distinct' || aggregate.kind === 'top') conditions.push(`${textOf(aggregate, sql)} != ''`);
  if (scope.topicId !== undefined) conditions.push(`kafka_topic_id = ${sql.param('UUID', scope.topicId)}`);
  if (scope.before) {
    const partitions = sql.param('Array(Int32)', [...scope.before.keys()]);
    const offsets = sql.param('Array(Int64)', [...scope.before.values()]);
    conditions.push(`kafka_offset < transform(kafka_partition, ${partitions}, ${offsets}, toInt64(0))`);
  }
  return conditions;
}
