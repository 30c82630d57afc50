// The HTTP API as OpenAPI 3.1, from the contracts that the server checks requests with.

import type { z } from "zod";
import { API_ROUTES } from "./api-routes.ts";
import { problem } from "./job-view.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { type ApiRoute, mediaTypesOf } from "./routes/api-route.ts";
import { fieldNamesOf } from "./sparse-fields.ts";

/** What JSON can say. */
type Json = { readonly [key: string]: unknown };

export type OpenApiOperation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-scope": string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Json };
  readonly responses: Json;
  readonly security?: readonly Json[];
};

type OpenApiParameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
};

export type OpenApi = Json & {
  readonly openapi: "3.1.0";
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
};

/** What the steps of a path are called by, as an example shows them. */
const EXAMPLES_OF_STEPS: Readonly<Record<string, string>> = {
  id: "job_01k9ze2m7q0h6m8wvnxd2bq3rt",
  name: "nightly",
  code: "source-missing",
};

/** The whole document. `servers` is the address that it was read from. */
export function openApiOf(version: string): OpenApi {
  const schemas = new Map<string, JsonSchema>();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const [name, route] of Object.entries<ApiRoute>(API_ROUTES)) {
    const path = paths[route.path] ?? {};
    paths[route.path] = {
      ...path,
      [route.method.toLowerCase()]: operationOf(name, route, schemas),
    };
  }
  const problemSchema = named(problem, "output", schemas);
  return {
    openapi: "3.1.0",
    info: {
      title: "Penstock",
      version,
      summary: "Moves objects between stores, part by part, and proves what it stored.",
      description:
        "docs/api.md says the same for people. Unknown fields and parameters are refused, times are RFC 3339 in UTC, and every response but a success is a problem (RFC 9457).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(
        [...schemas, ["Problem", problemSchema] as const].sort(([one], [other]) =>
          one < other ? -1 : 1,
        ),
      ),
      responses: {
        Problem: {
          description: "Why not, and what to do: `type` is a page of this API.",
          content: { "application/problem+json": { schema: ref("Problem") } },
        },
      },
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "An API key, or a token of the identity provider.",
        },
      },
    },
  };
}

function operationOf(
  operationId: string,
  route: ApiRoute,
  schemas: Map<string, JsonSchema>,
): OpenApiOperation {
  const { summary, scope, status, response } = route;
  const body = named(route.body, "input", schemas);
  const isText = route.consumes !== undefined;
  const takesJson = route.method !== "GET" && route.method !== "DELETE" && hasMembers(body);
  return {
    operationId,
    summary,
    tags: [tagOf(route.path)],
    "x-scope": scope,
    ...(scope === "public" && { security: [] }),
    parameters: [
      ...parametersOf("path", named(route.params, "input", schemas)),
      ...parametersOf("query", named(route.query, "input", schemas)),
      ...headersAndFieldsOf(route),
    ],
    ...((isText || takesJson) && {
      requestBody: {
        required: isText || !route.body.safeParse(undefined).success,
        content: bodyContentOf(route, body),
      },
    }),
    responses: {
      [status]: {
        description: "Done.",
        content: contentOf(route, named(response, "output", schemas)),
      },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function bodyContentOf({ consumes, example }: ApiRoute, schema: JsonSchema): Json {
  const types = consumes ?? ["application/json"];
  const shape = consumes === undefined ? schema : { type: "string" };
  // Of a text the example is one of the first type.
  const media = types.map((type, at) => [type, { schema: shape, ...(at === 0 && { example }) }]);
  return Object.fromEntries(media);
}

function contentOf(route: ApiRoute, schema: JsonSchema): Json {
  return Object.fromEntries(mediaTypesOf(route).map((type) => [type, { schema }]));
}

function parametersOf(place: "path" | "query", schema: JsonSchema): readonly OpenApiParameter[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const inner = typeof member === "object" ? member : {};
    const { description, ...rest } = inner;
    return {
      name,
      in: place,
      required: place === "path" || required.has(name),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(place === "path" && { example: EXAMPLES_OF_STEPS[name] ?? name }),
    };
  });
}

/** What many routes take alike. */
function headersAndFieldsOf(route: ApiRoute): readonly OpenApiParameter[] {
  const isChange = route.method !== "GET";
  const isSparse = !isChange && route.produces === undefined && fieldNamesOf(route.response);
  return [
    ...(isSparse
      ? [parameter("fields", "query", "Only these fields, such as `id,state,progress.percent`.")]
      : []),
    ...(isChange && route.isVersioned === true
      ? [
          parameter(
            "If-Match",
            "header",
            "The ETag of what was read: 412 where it was changed since.",
          ),
        ]
      : []),
    ...(route.repeats === "one"
      ? [parameter("Idempotency-Key", "header", "Makes it once, however often it is sent.")]
      : []),
  ];
}

function parameter(
  name: string,
  place: OpenApiParameter["in"],
  description: string,
): OpenApiParameter {
  return { name, in: place, required: false, description, schema: { type: "string" } };
}

/** A schema whose definitions are components of the document. */
function named(
  schema: z.ZodType,
  io: "input" | "output",
  schemas: Map<string, JsonSchema>,
): JsonSchema {
  const { $defs = {}, $schema: _, ...own } = asComponent(jsonSchemaOf(schema, io));
  for (const [name, definition] of Object.entries($defs)) {
    if (typeof definition === "object") {
      schemas.set(name, withoutId(definition));
    }
  }
  if (typeof own.id !== "string") {
    return own;
  }
  schemas.set(own.id, withoutId(own));
  return ref(own.id);
}

function withoutId({ id: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function asComponent(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function hasMembers(schema: JsonSchema): boolean {
  return (
    schema.$ref !== undefined ||
    schema.anyOf !== undefined ||
    schema.oneOf !== undefined ||
    Object.keys(schema.properties ?? {}).length > 0
  );
}

/** The noun that a path is about. */
function tagOf(path: string): string {
  const [, first = "", second = ""] = path.split(/[/:]/);
  return first === "v1" && second !== "" ? second : "system";
}
