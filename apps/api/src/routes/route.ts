import type { Readable } from "node:stream";
import { type Caller, nearestName } from "@penstock/core";
import {
  type ApiRoute,
  fieldNamesOf,
  issuesOf,
  mediaTypesOf,
  parseFields,
  withFields,
} from "@penstock/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OPEN_CALLER } from "../auth/authentication.ts";
import { callerOf } from "../auth/guard.ts";
import { isAcceptable } from "../http/conditional.ts";
import { noteRevision, type Precondition, preconditionOf } from "../http/precondition.ts";
import { InvalidRequest, Rejection } from "../http/problem.ts";
import { tenantOf } from "./tenant.ts";

type Call<Params, Query, Body> = {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Whose request it is. */
  readonly tenant: string;
  /** Who sends it. */
  readonly caller: Caller;
  /** At which revisions what it is about may be changed. */
  readonly ifMatch: Precondition | undefined;
};

/** Registers one row of the table of routes. What it does not name in query and body is refused. */
export function addRoute<Params, Query, Body, View>(
  app: FastifyInstance,
  route: ApiRoute<Params, Query, Body, View>,
  respond: (call: Call<Params, Query, Body>) => View | Readable | Promise<View | Readable>,
): void {
  const fieldNames = sparseNamesOf(route);
  app.route({
    method: route.method,
    url: routerPath(route.path),
    config: { row: route },
    ...(route.bodyBytes !== undefined && { bodyLimit: route.bodyBytes }),
    handler: async (request, reply) => {
      const tenant = tenantOf(request);
      refuseForeignTypes(request, route);
      refuseUnknownDeclarations(request, route);
      const params = parse(route.params, request.params);
      const { fields, query: asked } = takeFields(fieldNames, request.query);
      const query = parseQuery(route.query, asked, fieldNames !== undefined);
      const body = parse(route.body, request.body);
      void reply.code(route.status);
      const caller = callerOf(request) ?? OPEN_CALLER;
      const ifMatch = preconditionOf(request);
      const view = await respond({ params, query, body, request, reply, tenant, caller, ifMatch });
      linkNextPage(request, reply, view);
      if (route.isVersioned === true) {
        noteRevision(request, view);
      }
      return fields === undefined ? view : withFields(route.response, view, fields);
    },
  });
}

/** Before anything is done: a response that the client does not take would be made for nothing. */
function refuseForeignTypes(
  { headers }: FastifyRequest,
  route: Pick<ApiRoute, "produces" | "response">,
) {
  const types = mediaTypesOf(route);
  if (!isAcceptable(headers.accept, types)) {
    throw new Rejection("not-acceptable", 406, `this path responds with ${types.join(" or ")}`);
  }
}

/** The next page where clients of the web look for it (RFC 8288). */
function linkNextPage({ url }: FastifyRequest, reply: FastifyReply, view: unknown): void {
  if (typeof view !== "object" || view === null || !("nextCursor" in view)) {
    return;
  }
  if (typeof view.nextCursor === "string") {
    // The address only serves to change one parameter of it.
    const next = new URL(url, "http://localhost");
    next.searchParams.set("cursor", view.nextCursor);
    void reply.header("link", `<${next.pathname}${next.search}>; rel="next"`);
  }
}

/** The expression keeps colons out of names; two colons are the router's way to write one. */
function routerPath(path: string): string {
  return path.replaceAll(":", "::").replaceAll(/\{(\w+)\}/g, ":$1(^[^:/]+)");
}

/** Taken in silence, these would promise that a change is made once, or not at all. */
function refuseUnknownDeclarations(
  { method, headers, query }: FastifyRequest,
  { repeats, notOnce, isVersioned }: Pick<ApiRoute, "repeats" | "notOnce" | "isVersioned">,
): void {
  if (headers["if-match"] !== undefined && !["GET", "HEAD"].includes(method) && !isVersioned) {
    throw new Rejection(
      "not-implemented",
      501,
      "the header If-Match is not supported here, for there is no revision to compare: nothing was done",
    );
  }
  if (method !== "POST") {
    return;
  }
  const ignored =
    headers["idempotency-key"] === undefined || repeats !== undefined
      ? hasDryRun(query) && "the query parameter dryRun"
      : "the header Idempotency-Key";
  if (ignored !== false) {
    const why = notOnce === undefined || hasDryRun(query) ? "" : ` (${notOnce})`;
    throw new Rejection(
      "not-implemented",
      501,
      `${ignored} is not supported here${why}: nothing was done`,
    );
  }
}

function hasDryRun(query: unknown): boolean {
  return typeof query === "object" && query !== null && "dryRun" in query;
}

function parse<Value>(schema: ApiRoute<Value>["params"], value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InvalidRequest(issuesOf(parsed.error));
  }
  return parsed.data;
}

/** Every route that looks and responds with JSON can show less of it. */
function sparseNamesOf({
  method,
  produces,
  response,
}: Pick<ApiRoute, "method" | "produces" | "response">): readonly string[] | undefined {
  return method === "GET" && produces === undefined ? fieldNamesOf(response) : undefined;
}

function takeFields(known: readonly string[] | undefined, query: unknown) {
  if (known === undefined || typeof query !== "object" || query === null || !("fields" in query)) {
    return { query };
  }
  const { fields: text, ...rest } = query;
  const found = parseFields(text, known);
  if ("problem" in found) {
    const { problem: message } = found;
    throw new InvalidRequest([{ pointer: "/fields", parameter: "fields", message }]);
  }
  return { fields: found.fields, query: rest };
}

function parseQuery<Value>(
  schema: ApiRoute<unknown, Value>["query"],
  query: unknown,
  hasFields: boolean,
): Value {
  const parsed = schema.safeParse(query);
  if (parsed.success) {
    return parsed.data;
  }
  const known = [...Object.keys(schema.shape), ...(hasFields ? ["fields"] : [])];
  const issues = issuesOf(parsed.error).map(({ pointer, message }) => {
    const parameter = pointer.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
    return {
      pointer,
      parameter,
      message: known.includes(parameter) ? message : unknownParameter(parameter, known),
    };
  });
  throw new InvalidRequest(issues);
}

function unknownParameter(name: string, known: readonly string[]): string {
  if (known.length === 0) {
    return "this path takes no query parameters";
  }
  const nearest = nearestName(name.slice(0, MAX_COMPARED), known);
  return nearest === undefined
    ? `this path has no such parameter; it takes ${known.join(", ")}`
    : `this path has no such parameter; the nearest is ${nearest}`;
}

/** Longer names resemble nothing, and comparing takes time by their length. */
const MAX_COMPARED = 40;
