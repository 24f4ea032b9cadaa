/**
 * weir.metric_windows holds the history of metrics: one row is a row of a closed window as one partition of the events
 * counted it (engine/rollups/metrics/windows-table.ts). Of the rows of one window and partition the one with the highest
 * offset replaces the others. `partial` is a PartialAggregate as JSON; `value` is the row's value where values of
 * partitions add up (count, sum, unique), for who reads the table by hand.
 *
 * weir.events learns when each row was inserted. Rows of before have the epoch there.
 */
export const statements: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS weir.metric_windows (
    site LowCardinality(String),
    id LowCardinality(String),
    created_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    revision UInt32,
    window_start DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    window_end DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    partition Int32,
    other Bool,
    dims Array(String) CODEC(ZSTD(1)),
    partial String CODEC(ZSTD(1)),
    n UInt64 CODEC(T64, ZSTD(1)),
    value Nullable(Float64) CODEC(ZSTD(1)),
    offset Int64 CODEC(Delta(8), ZSTD(1)),
    late UInt64 CODEC(T64, ZSTD(1)),
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta(8), ZSTD(1))
  )
  ENGINE = ReplacingMergeTree(offset)
  ORDER BY (site, id, created_at, revision, window_start, window_end, partition, other, dims)
  TTL toDateTime(window_end) + INTERVAL 400 DAY`,

  `ALTER TABLE weir.events ADD COLUMN IF NOT EXISTS inserted_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta(8), ZSTD(1))`,
  // Without it, rows of before would be said to have been inserted just now, each time that they are read.
  `ALTER TABLE weir.events UPDATE inserted_at = toDateTime64(0, 3, 'UTC') WHERE inserted_at > now64(3) - INTERVAL 1 MINUTE`,
];
