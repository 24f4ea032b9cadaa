/** Content types as a ClickHouse server gives them, by format name. */
export function contentTypeOf(format: string): string {
  if (/^JSON.*EachRow|^NDJSON$|^JSONLines$/i.test(format)) return 'application/x-ndjson; charset=UTF-8';
  if (/^JSON/i.test(format)) return 'application/json; charset=UTF-8';
  if (/^CSV/i.test(format))
    return `text/csv; charset=UTF-8; header=${/WithNames/i.test(format) ? 'present' : 'absent'}`;
  if (/^(TabSeparated|TSV)/i.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  if (/^XML$/i.test(format)) return 'application/xml; charset=UTF-8';
  if (/^(RowBinary|Native|Parquet|Arrow|ORC|Avro|MsgPack|Npy|RawBLOB)/i.test(format)) return 'application/octet-stream';
  return 'text/plain; charset=UTF-8';
}

/**
 * Formats whose blocks may be joined as they come. The engine starts a stateful format (JSON's row count, a Pretty table's
 * row numbers, Parquet's footer) anew in each block of a stream, so those are made whole before they are sent.
 */
export function streamsByBlock(format: string): boolean {
  return /^(JSON(Compact|Strings|CompactStrings)?EachRow|JSONLines|NDJSON|TabSeparated|TabSeparatedRaw|TSV|TSVRaw|Raw|CSV|RowBinary|Values|LineAsString|RawBLOB|Null)$/i.test(
    format,
  );
}
