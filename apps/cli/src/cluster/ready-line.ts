/** A child serves now, and where; one that only works may leave the URL out. */
export type Ready = { readonly url: string | undefined };

/** Every child says so by one JSON line with the message "ready" on stdout; undefined for other lines. */
export function readReadyLine(line: string): Ready | undefined {
  const entry = parseObject(line);
  if (entry === undefined || Reflect.get(entry, "msg") !== "ready") {
    return undefined;
  }
  const url: unknown = Reflect.get(entry, "url");
  return { url: typeof url === "string" ? url : undefined };
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
