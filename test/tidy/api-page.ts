import { ERRORS, MAX_MANIFEST_BYTES } from "@penstock/core";
import { SERVER_OPTIONS } from "@penstock/process";
import {
  API_LIMITS,
  API_ROUTES,
  type ApiRoute,
  type JsonSchema,
  jsonSchemaOf,
  problem,
} from "@penstock/wire";
import { definitionsOf, fieldRows } from "./schema-table.ts";

const LIMITS = [
  ["A body", `${API_LIMITS.bodyBytes / 1024} KiB`],
  [
    "A body of `jobs:batch`, and its jobs",
    `${API_LIMITS.batchBytes / 1024} KiB, ${API_LIMITS.jobsPerRequest}`,
  ],
  ["A body of `/v1/manifests`", `${MAX_MANIFEST_BYTES / 1024 / 1024} MiB, 100 of a tenant a day`],
  ["The headers of a request", `${SERVER_OPTIONS.maxHeaderSize / 1024} KiB`],
  ["Until the headers have arrived", `${SERVER_OPTIONS.headersTimeout / 1000} s`],
  ["Until the whole request has arrived", `${API_LIMITS.requestMs / 1000} s`],
  [
    "Connections",
    `${API_LIMITS.connections.total}, of one address ${API_LIMITS.connections.perAddress}: the oldest that waits for its client makes room`,
  ],
  [
    "Requests at once for open uploads, lists and aborts together",
    String(API_LIMITS.surveysAtOnce),
  ],
  ["Requests at once for connection tests", String(API_LIMITS.connectionTestsAtOnce)],
  ["Requests at once for metrics", String(API_LIMITS.scrapesAtOnce)],
  ["Manifests that are sent at once", String(API_LIMITS.manifestsAtOnce)],
  ["Streams of events at once", String(API_LIMITS.eventStreams)],
  [
    "What waits in a stream of events for a slow client",
    `${API_LIMITS.streamBufferBytes / 1024} KiB: then it is cut off, and reads on with \`Last-Event-ID\``,
  ],
  ["What asks a store many times", `${API_LIMITS.storeMs / 1000} s`],
  ["Open uploads in one response", String(API_LIMITS.uploadsShown)],
] as const;

/** docs/api.md: every route with what it takes and gives, every error and limit. */
export function apiPage(): string {
  const routes = Object.values<ApiRoute>(API_ROUTES);
  const shapes = new Map<string, JsonSchema>();
  const sections = routes.map((route) => routeSection(route, shapes));
  const problemSchema = jsonSchemaOf(problem, "output");
  return `# HTTP API

After this page you can call every route of the API. It is generated from the contracts that the server
checks requests with (\`npm run docs:api\`); a test holds both together.

Bodies are JSON in UTF-8 (\`application/json\`, not compressed, no charset but UTF-8, no member twice), names are
camelCase, times are RFC 3339 in UTC, sizes are bytes or text such as \`64MiB\`. A field with a question mark may be
left out.

- **Keys**: an API that asks for them (\`docs/security.md\`) takes \`Authorization: Bearer KEY\`. Without a key, or with one
  that is no more, a request is 401 (\`unauthenticated\`, with \`WWW-Authenticate\`); with one that may do less, 403
  (\`scope-missing\`, which names the scope of the table below). What is of another tenant than the key's is 404.

- **Unknown is refused.** Fields and query parameters that a route does not list are 400, and so is a
  parameter that is there twice (but for \`label\`, \`type\` and those of reports); the message names the nearest parameter.
- **\`Idempotency-Key\`** (1 to 255 printable characters, in quotes or not) makes one job of all \`POST /v1/jobs\` and \`:retry\`
  that have it, for a day: the same body gets the job that is there, with \`Idempotency-Replayed: true\`, another one 422
  (\`idempotency-mismatch\`). It survives a loss of Redis: while the job is being restored, the response is 503. A key that is a
  UUIDv7 is best: the job's id has its time. With another key it has that of the hour, by which lists sort.
- **Not here**: \`dryRun\` in a query is 501, and so is \`Idempotency-Key\` where the same request could not be answered the same: where a
  secret is in the response alone (keys, webhooks, links), where each request is one more (runs, messages), and for schedules, whose name makes them once.
- **Methods**: GET also answers HEAD; OPTIONS is 204; others are 405. \`Allow\` lists what a path takes.
- **\`Accept\`**: JSON, unless a route says otherwise. What a route does not have is 406.
- **\`ETag\`**: responses to GET have one. \`If-None-Match\` with it is answered 304, without a body, while nothing changed.
- **\`If-Match\`**: the tag of a document with a \`revision\` (schedules, tenants, limits, webhooks) begins with it. A change
  that sends it is 412 (\`precondition-failed\`) where the document was changed since, and \`*\` asks only that it is there. Where there is no
  revision the header is 501. A \`revision\` in a body says the same, and is 409.
- **\`fields\`**: every GET that responds with JSON takes it: \`fields=id,state,progress.percent\` shows these alone, in lists of each entry.
- **For programs**: \`GET /openapi.json\` is this page as OpenAPI 3.1 (\`docs/openapi.json\`), \`GET /docs\` the same in a browser.
- **Host and Origin**: requests of other web pages, and hosts that are not this API, are refused
  (\`origin-refused\`: 403 or 421).
- **\`Penstock-Tenant\`** says whose request it is: \`default\` without it. Jobs and schedules of other tenants are
  not there (404). Without a key it is believed of clients on the API's own machine alone (\`tenant-refused\`: 403).
- **\`X-Request-Id\`** comes back with every response: yours if it has 1 to 64 of \`A-Za-z0-9_.:-\`, else a new one.
- **Pages**: \`nextCursor\` is null on the last page, and only there; \`Link\` leads to the next one. A cursor belongs to its list.
- **States** and health, and how they change: \`docs/lifecycle.md\`.

## Routes

${table([["Method", "Path", "Scope", "Does"], ...routes.map(({ method, path, scope, summary }) => [method, `\`${path}\``, scope, summary])])}

${sections.join("\n\n")}

## Shapes

${[...shapes].map(([name, schema]) => `### ${name}\n\n${fieldTable(schema)}`).join("\n\n")}

## Problems

Every response but a success is \`application/problem+json\` (RFC 9457). \`type\` is a page of this API that says
what to do. 503 carries \`Retry-After\`.

${fieldTable(problemSchema)}

${table([["Code", "Status"], ...Object.entries(ERRORS).map(([code, { httpStatus }]) => [`\`${code}\``, String(httpStatus)]), ["`internal`", "500"]])}

Transfers carry the same codes in their \`cause\` and \`failures\`; [the runbook](runbook.md) explains each. What is no
HTTP request at all is answered 400, 408, 417 or 431 with the code \`request-invalid\`.

## Limits

${table([["What", "Limit"], ...LIMITS])}
`;
}

function routeSection(route: ApiRoute, shapes: Map<string, JsonSchema>): string {
  const { method, path, summary, query, body, consumes, status, response } = route;
  const asked = [
    section("Query", jsonSchemaOf(query, "input"), shapes),
    consumes === undefined
      ? section("Body", jsonSchemaOf(body, "input"), shapes)
      : `Body: the file itself, as ${consumes.map((type) => `\`${type}\``).join(", ")}.`,
  ];
  const sent = section(`Response ${status}`, jsonSchemaOf(response, "output"), shapes);
  return [`### ${method} ${path}`, summary, ...asked, sent || `Response ${status}: text.`]
    .filter(Boolean)
    .join("\n\n");
}

function section(title: string, schema: JsonSchema, shapes: Map<string, JsonSchema>): string {
  for (const [name, shape] of Object.entries(definitionsOf(schema))) {
    shapes.set(name, shape);
  }
  const { $ref, id } = schema;
  if (typeof id === "string") {
    shapes.set(id, schema);
    return `${title}: [${id}](#${id.toLowerCase()})`;
  }
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    return `${title}: [${name}](#${name.toLowerCase()})`;
  }
  return fieldRows(schema).length === 0 ? "" : `${title}:\n\n${fieldTable(schema)}`;
}

function fieldTable(schema: JsonSchema): string {
  const rows = fieldRows(schema).map(([path, type, meaning]) => [`\`${path}\``, type, meaning]);
  return table([["Field", "Type", "Meaning"], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...body.map(line)].join("\n");
}
