/** As Next hands them to a page. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export function queryOf(params: Awaited<SearchParams>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) query.append(name, item);
  }
  return query;
}
