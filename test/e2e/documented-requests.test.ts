import { eventually } from "@penstock/testkit";
import type { OpenApiOperation } from "@penstock/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

/** Opens all: some routes are only there for an API that asks for keys. */
const KEY = "the-admin-key-of-this-test-0123456789";
const headers = { authorization: `Bearer ${KEY}` };

let up: TestCluster;
let paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;

beforeAll(async () => {
  up = await startTestCluster({ workers: 1, environment: { PENSTOCK_ADMIN_KEY: KEY } });
  await up.addFile("video/master.mov", sampleBytes(1000));
  ({ paths } = JSON.parse(await ask("/openapi.json")));
});

afterAll(() => up.close());

async function ask(path: string): Promise<string> {
  return (await fetch(up.cluster.apiUrl + path, { headers })).text();
}

type Request = {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
};

/** What is made comes before what is asked of it, and what ends it comes last. */
function inOrder(): readonly Request[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const rank = ({ method, path }: Request) =>
    method === "delete"
      ? 4
      : method === "get"
        ? 2
        : path.includes("{")
          ? 3
          : path.includes(":")
            ? 1
            : 0;
  return all.sort((one, other) => rank(one) - rank(other));
}

/** Of each collection: what its last member is called. */
const made = new Map<string, string>();

/** What each step of a path stands for, by what was made or is listed before it. */
async function pathOf(path: string): Promise<string> {
  if (path === "/login") {
    // A link is good once, and its token is all that it asks for.
    const made = await fetch(`${up.cluster.apiUrl}/v1/sessions:link`, { method: "POST", headers });
    const { path: link } = JSON.parse(await made.text());
    return link;
  }
  let filled = "";
  for (const step of path.split(/(?=\{)/)) {
    const [, name = "", rest = ""] = /^\{(\w+)\}(.*)$/.exec(step) ?? [];
    if (name === "") {
      filled += step;
      continue;
    }
    const collection = filled.replace(/\/$/, "");
    if (collection === "/v1/connections" && rest !== "") {
      // What an example made leads out of this machine.
      filled += `local${rest}`;
      continue;
    }
    filled += encodeURIComponent(made.get(collection) ?? (await firstOf(collection))) + rest;
  }
  return filled;
}

async function firstOf(collection: string): Promise<string> {
  if (collection === "/problems") {
    return "source-missing";
  }
  if (collection === "/v1/limits/connections") {
    return firstOf("/v1/connections");
  }
  const page = JSON.parse(await ask(collection));
  const first = page.data?.[0] ?? {};
  return String(first.id ?? first.name ?? first.number ?? "none");
}

/** A response that says to ask again is none yet. */
async function send(request: Request): Promise<Response> {
  return eventually(async () => {
    const response = await sendOnce(request);
    return response.status !== 503 && response;
  });
}

async function sendOnce({ method, path, operation }: Request): Promise<Response> {
  const { requestBody } = operation;
  const [type = "", content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const example = typeof content === "object" && content !== null && "example" in content;
  return fetch(up.cluster.apiUrl + (await pathOf(path)), {
    method: method.toUpperCase(),
    // An event stream does not end: its first bytes are its response.
    signal: AbortSignal.timeout(120_000),
    headers: { ...headers, ...(example && { "content-type": type }) },
    ...(example && { body: bodyOf(content.example) }),
  });
}

/** A text is sent as it is. */
function bodyOf(example: unknown): string {
  return typeof example === "string" ? example : JSON.stringify(example);
}

/** What the example is right about, and the resource of the moment is not in the state for. */
const NOT_NOW = [409];

test("each path answers its example as the document says", async () => {
  const wrong: string[] = [];
  for (const request of inOrder()) {
    const { method, path, operation } = request;
    const response = await send(request);
    const text = path.endsWith("/events") ? "" : await response.text();
    const expected = Object.keys(operation.responses).map(Number);
    if (!(expected.includes(response.status) || NOT_NOW.includes(response.status))) {
      wrong.push(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    }
    if (method === "post" && response.ok && !path.includes(":")) {
      const body = JSON.parse(text);
      made.set(path, String(body.id ?? body.name ?? body.key?.id));
    }
    if (path.endsWith("/events")) {
      await response.body?.cancel();
    }
  }

  expect(wrong).toEqual([]);
});
