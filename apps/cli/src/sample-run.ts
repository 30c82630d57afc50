import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { completeProgram } from "./complete-program.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { reportFailure } from "./report-failure.ts";

/** What an API responds, by method and path without its query: `GET /v1/jobs`. */
export type Responses = Readonly<Record<string, unknown>>;

export type Ran = { readonly stdout: string; readonly stderr: string; readonly exitCode: ExitCode };

/** A status of its own in place of 200. */
export class Refused {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    this.status = status;
    this.code = code;
  }
}

/** A response that goes by the body of its request. */
export class Computed {
  readonly from: (body: unknown) => unknown;

  constructor(from: (body: unknown) => unknown) {
    this.from = from;
  }
}

/**
 * Runs one command line in this process against an API that responds so; all else is 404. For tests.
 *
 * @param columns of a terminal; a pipe without
 */
export async function runOn(
  responses: Responses,
  words: readonly string[],
  {
    columns,
    environment = {},
  }: { readonly columns?: number; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<Ran & { readonly requests: readonly string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = "" } = request;
    const name = `${method} ${url.replace(/\?.*/, "")}`;
    requests.push(name);
    const given = responses[name] ?? new Refused(404, "not-found");
    void text(request).then((sent) => {
      const body = given instanceof Computed ? given.from(sent && JSON.parse(sent)) : given;
      const status = body instanceof Refused ? body.status : 200;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body instanceof Refused ? problemOf(body) : body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    const ran = await run(words, {
      columns,
      environment: { ...environment, PENSTOCK_URL: `http://127.0.0.1:${port}` },
    });
    return { ...ran, requests };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function problemOf({ status, code }: Refused) {
  const title = `it is ${code}`;
  return { ...{ status, code, title }, type: "about:blank", detail: title, requestId: "req_1" };
}

/** The same without an API. */
export async function run(
  words: readonly string[],
  {
    columns,
    environment,
  }: { readonly columns?: number | undefined; readonly environment: NodeJS.ProcessEnv },
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    ...{ isTTY: columns !== undefined, columns },
    write: (text: string) => {
      written[name] += text;
    },
  });
  const streams = { stdout: stream("stdout"), stderr: stream("stderr") };
  let exitCode: ExitCode = EXIT.ok;
  const program = completeProgram({ ...streams, environment: { ...environment } }, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(["node", "penstock", ...words]);
  } catch (error) {
    exitCode = isUsage(error) ? EXIT.usage : reportFailure(error, streams.stderr, program.args[0]);
  }
  return { ...written, exitCode };
}

function isUsage(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}
