import { z } from "zod";

/**
 * What a key has to allow for a request: `read` looks, `operate` also moves, stops and schedules,
 * `admin` also decides who may do so and where to. `public` is for everything that asks.
 */
export type Scope = "public" | "read" | "operate" | "admin";

export type ApiRoute<Params = unknown, Query = unknown, Body = unknown, View = unknown> = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` stands for one step, without a slash or a colon. */
  readonly path: `/${string}`;
  readonly scope: Scope;
  /** `deployment`: it is about all tenants, so a key for one of them does not open it. Left out: about one. */
  readonly reach?: "deployment";
  readonly summary: string;
  readonly params: z.ZodType<Params>;
  /** Every parameter there is: any other one is refused. */
  readonly query: z.ZodType<Query> & { readonly shape: object };
  readonly body: z.ZodType<Body>;
  /** Of a body, at most; left out: as of all. */
  readonly bodyBytes?: number;
  /** Media types of a body that is no JSON, and is read by the route itself. */
  readonly consumes?: readonly string[];
  /** A body that is accepted; every route that takes one has it. */
  readonly example?: unknown;
  /**
   * What a POST comes to that is sent again. `one`: with the same Idempotency-Key it makes one thing. `same`: it means
   * the same anyway, so the header changes nothing. Left out: the header is refused.
   */
  readonly repeats?: "one" | "same";
  /** Of a POST without `repeats`: why it takes no Idempotency-Key. */
  readonly notOnce?: string;
  /** It is about one document with a `revision`: its tag has it, and a change takes `If-Match`. */
  readonly isVersioned?: boolean;
  readonly status: 200 | 201;
  readonly response: z.ZodType<unknown, View>;
  /** Media types of the response, the usual one first; left out: JSON, or text for a string. */
  readonly produces?: readonly string[];
};

/** What a route responds with, the usual type first. */
export function mediaTypesOf({
  produces,
  response,
}: Pick<ApiRoute, "produces"> & { readonly response: z.ZodType }): readonly string[] {
  return produces ?? [response instanceof z.ZodString ? "text/plain" : "application/json"];
}

const noParams = z.object({});
const noQuery = z.strictObject({});
/** Left out, or empty: what such a request means is all in its path. */
const noBody = z.strictObject({}).optional();

/** A route that looks at something. */
export function get<Path extends `/${string}`, Response extends z.ZodType>(
  path: Path,
  summary: string,
  response: Response,
) {
  const nothing = { params: noParams, query: noQuery, body: noBody };
  return {
    method: "GET",
    path,
    scope: "read",
    summary,
    ...nothing,
    status: 200,
    response,
  } as const;
}

/** A route that changes something. */
export function post<Path extends `/${string}`, Response extends z.ZodType>(
  path: Path,
  summary: string,
  response: Response,
) {
  return { ...get(path, summary, response), method: "POST", scope: "operate" } as const;
}
