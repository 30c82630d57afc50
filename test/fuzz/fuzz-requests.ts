// Requests made of the OpenAPI document: what it allows, and what it does not, by a seed.

import type { OpenApiOperation } from "@penstock/wire";

export type Paths = Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;

export type FuzzRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** What servers stumble over: sizes, signs, encodings, and the names of what every object has. */
const ODD_TEXTS = [
  ...["", " ", "a".repeat(300), "\u0000", "\ud800", "🦊".repeat(40), "../../etc/passwd", "%00"],
  ...["__proto__", "constructor", "null", "-1", "1e309", "0x10", "{a}", "a:b/c", "'; --", "\n"],
];
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, -1, 0, 1.5, 2 ** 53, -(2 ** 31), [], {}, [[]], { a: { b: { c: [] } } }],
  ...ODD_TEXTS,
];
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: ["*/*", "application/json", "text/csv", "text/html;q=0", "garbage", ""],
  "if-none-match": ["*", '"a"', "garbage"],
  "idempotency-key": ["k1", '"k2"', "x".repeat(300)],
  "penstock-tenant": ["default", "other", "a/b"],
};
const TYPES = ["application/json", "application/json; charset=utf-16", "text/plain", "a/b/c", ""];

type JsonObject = Readonly<Record<string, unknown>>;

/** Numbers below 1 that follow from the seed alone (mulberry32). */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param known by the name of a step of a path, values that exist */
export function fuzzRequests(
  paths: Paths,
  seed: number,
  known: Readonly<Record<string, readonly string[]>>,
): () => FuzzRequest {
  const next = seededNumbers(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(next() * items.length)];
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  function mutated(value: unknown, depth = 0): unknown {
    if (depth > 6 || next() < 0.12) {
      return pick(ODD_VALUES);
    }
    if (Array.isArray(value)) {
      return value.flatMap((each) => (next() < 0.1 ? [] : [mutated(each, depth + 1)]));
    }
    if (typeof value === "object" && value !== null) {
      const members = Object.entries(value)
        .filter(() => next() > 0.08)
        .map(([name, each]) => [next() < 0.03 ? `${name}X` : name, mutated(each, depth + 1)]);
      return Object.fromEntries(next() < 0.1 ? [...members, [pick(ODD_TEXTS), 1]] : members);
    }
    return value;
  }

  function bodyOf({ requestBody }: OpenApiOperation): string | undefined {
    const [content] = Object.values(requestBody?.content ?? {});
    const example: unknown = isObject(content) ? content["example"] : {};
    const kind = next();
    if (kind < 0.06) {
      return pick(['{"a":', "[1,2", '{"a":1,"a":2}', "\u00ff", "nul", '"text"', "{}".repeat(3)]);
    }
    if (kind < 0.1) {
      return JSON.stringify({ a: "b".repeat(Math.floor(next() * 200_000)) });
    }
    const value = kind < 0.35 ? example : mutated(example);
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
  }

  function pathOf(path: string, operation: OpenApiOperation): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_step, name: string) => {
      const value = next() < 0.75 ? pick(known[name] ?? []) : pick(ODD_TEXTS);
      return encoded(value ?? "none");
    });
    const query = operation.parameters
      .filter((parameter) => parameter.in === "query" && next() < 0.3)
      .map(({ name, schema }) => {
        const allowed = schema.enum ?? ["1", "default", "2026-11-21T00:00:00Z"];
        return `${name}=${encoded(String(next() < 0.5 ? pick(allowed) : pick(ODD_TEXTS)))}`;
      });
    const extra = next() < 0.04 ? [`${encoded(pick(ODD_TEXTS) ?? "")}=1`] : [];
    const all = [...query, ...extra];
    return all.length === 0 ? filled : `${filled}?${all.join("&")}`;
  }

  function someHeaders(): Readonly<Record<string, string>> {
    const some = Object.entries(HEADERS).filter(() => next() < 0.06);
    return Object.fromEntries(some.map(([name, values]) => [name, pick(values) ?? ""]));
  }

  return () => {
    const chosen = pick(operations);
    if (chosen === undefined) {
      throw new Error("the document has no operation");
    }
    const { path, method, operation } = chosen;
    const usual = method.toUpperCase();
    const sent =
      next() < 0.03 ? (pick(["PUT", "PATCH", "DELETE", "POST", "OPTIONS"]) ?? usual) : usual;
    const takesBody = !["GET", "HEAD", "OPTIONS"].includes(sent);
    const body = takesBody && next() < 0.95 ? bodyOf(operation) : undefined;
    const [documented = "application/json"] = Object.keys(operation.requestBody?.content ?? {});
    const type = next() < 0.05 ? (pick(TYPES) ?? "") : documented;
    const typed = body === undefined ? {} : { "content-type": type };
    return {
      ...{ method: sent, path: pathOf(path, operation), body },
      headers: { ...typed, ...someHeaders() },
    };
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}

/** As it may stand in an address; half a character is no text, and becomes the sign for that. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
