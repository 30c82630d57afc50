/** The query of a URL: of a list each value, of what is left out nothing. */
export function queryOf(parameters: object = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of values.filter((one) => one !== undefined)) {
      query.append(name, String(each));
    }
  }
  return query.size === 0 ? "" : `?${query}`;
}
