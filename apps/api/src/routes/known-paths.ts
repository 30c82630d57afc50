import { API_ROUTES, type ApiRoute } from "@penstock/wire";

const PATHS = Object.values<ApiRoute>(API_ROUTES).map(({ method, path }) => ({
  methods: method === "GET" ? ["GET", "HEAD"] : [method],
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^:/]+")}$`),
}));

/** What may be asked of a URL, OPTIONS included; nothing of an unknown one. */
export function methodsOf(url: string): readonly string[] {
  const path = url.replace(/^https?:\/\/[^/?]*/i, "").replace(/[?#].*$/s, "");
  const methods = PATHS.filter(({ pattern }) => pattern.test(path)).flatMap((row) => row.methods);
  return methods.length === 0 ? [] : [...methods, "OPTIONS"];
}
