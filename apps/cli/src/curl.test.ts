import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { curlCommand } from "./curl.ts";
import { runOn } from "./sample-run.ts";
import { sampleJob } from "./sample-views.ts";
import { shownCommands } from "./shown-commands.ts";

const JOB = sampleJob().id;
const LIMITS = {
  deployment: { ...{ limits: {}, now: [], revision: 1 }, changedAt: null, isOfSettings: false },
  connections: [],
};
const FILES = { name: "files", provider: "file", isWritable: false, location: "/", lastTest: null };
const RESPONSES = {
  "GET /v1/jobs": { data: [sampleJob()], nextCursor: null },
  [`GET /v1/jobs/${JOB}`]: sampleJob(),
  "GET /v1/connections": { data: [FILES], nextCursor: null },
  "GET /v1/limits": LIMITS,
};

/** Of each command, and the request that it shows. */
const SHOWN: readonly (readonly [string, string])[] = [
  ["cp raw:a local:b", "POST /v1/jobs"],
  ["cp -r raw:a/ local:b/", "POST /v1/jobs"],
  ["cp --dry-run raw:a local:b", "POST /v1/jobs:plan"],
  ["submit apps/cli/src/sample-jobs.jsonl", "POST /v1/jobs:batch"],
  ["check raw:a/ local:b/", "POST /v1/jobs"],
  ["plan raw:a/ local:b/", "POST /v1/jobs:plan"],
  [`pause ${JOB}`, `POST /v1/jobs/${JOB}:pause`],
  [`resume ${JOB}`, `POST /v1/jobs/${JOB}:resume`],
  [`renew ${JOB} https://example.org/a`, `PATCH /v1/jobs/${JOB}`],
  [`watch ${JOB}`, `GET /v1/jobs/${JOB}`],
  [`show ${JOB}`, `GET /v1/jobs/${JOB}`],
  ["ls --state failed", "GET /v1/jobs?state=failed&limit=20"],
  [`set ${JOB} --weight 2`, `PATCH /v1/jobs/${JOB}`],
  [`cancel ${JOB.slice(0, 12)}`, `POST /v1/jobs/${JOB}:cancel`],
  [`rm ${JOB}`, `DELETE /v1/jobs/${JOB}`],
  ["events", "GET /v1/events?limit=500"],
  [`explain ${JOB}`, `GET /v1/jobs/${JOB}/explain`],
  [`report ${JOB}`, `GET /v1/jobs/${JOB}/report`],
  [`errors ${JOB}`, `GET /v1/jobs/${JOB}/errors`],
  [`retry ${JOB}`, `POST /v1/jobs/${JOB}:retry`],
  ["retry --all", "POST /v1/jobs:retryMatching"],
  [`receipts ${JOB}`, `GET /v1/jobs/${JOB}`],
  [`parts ${JOB} tr_1`, `GET /v1/jobs/${JOB}/transfers/tr_1/parts?limit=500`],
  ["conn ls", "GET /v1/connections"],
  ["conn test local", "POST /v1/connections/local:test"],
  ["conn add n --provider http --base-url https://example.org/", "POST /v1/connections"],
  ["conn rm n", "DELETE /v1/connections/n"],
  ["uploads ls", "GET /v1/uploads"],
  ["uploads abort --older-than 1h", "POST /v1/uploads:abortOrphans"],
  ["schedule add n raw:a local:b --every 6h", "POST /v1/schedules"],
  ["schedule preview --every 6h", "POST /v1/schedules:preview"],
  ["schedule ls", "GET /v1/schedules"],
  ["schedule show n", "GET /v1/schedules/n"],
  ["schedule run n", "POST /v1/schedules/n:run"],
  ["schedule pause n", "POST /v1/schedules/n:pause"],
  ["schedule resume n", "POST /v1/schedules/n:resume"],
  ["schedule rm n", "DELETE /v1/schedules/n"],
  ["limit ls", "GET /v1/limits"],
  ["limit show", "GET /v1/limits"],
  ["limit set --bytes-per-second 1MiB/s", "PUT /v1/limits"],
  ["limit clear", "DELETE /v1/limits"],
  ["webhook add https://example.org/", "POST /v1/webhooks"],
  ["webhook ls", "GET /v1/webhooks"],
  ["webhook show w", "GET /v1/webhooks/w"],
  ["webhook rm w", "DELETE /v1/webhooks/w"],
  ["webhook test w", "POST /v1/webhooks/w:test"],
  ["webhook rotate w", "POST /v1/webhooks/w:rotate"],
  ["webhook enable w", "PATCH /v1/webhooks/w"],
  ["webhook disable w", "PATCH /v1/webhooks/w"],
  ["webhook deliveries w", "GET /v1/webhooks/w/deliveries"],
  ["webhook redeliver w d", "POST /v1/webhooks/w/deliveries/d:redeliver"],
  ["tenant ls", "GET /v1/tenants"],
  ["tenant show t", "GET /v1/tenants/t"],
  ["tenant set t --weight 2", "PUT /v1/tenants/t"],
  ["login", "POST /v1/sessions:link"],
  ["key create k", "POST /v1/keys"],
  ["key ls", "GET /v1/keys"],
  ["key revoke k", "DELETE /v1/keys/k"],
  ["doctor", "GET /healthz/ready"],
  ["top", "GET /v1/jobs?state=transferring&limit=100"],
  ["worker ls", "GET /v1/workers"],
  ["worker drain w", "POST /v1/workers/w:drain"],
];

describe("--curl", () => {
  test.each(SHOWN)("of `%s` shows %s, and sends no such request", async (line, request) => {
    const { stdout, requests, exitCode } = await runOn(RESPONSES, [...line.split(" "), "--curl"]);
    const [, verb = "GET", path] =
      /^curl -sS(?: -X (\w+))? 'http:..[\d.:]+([^']+)'/.exec(stdout) ?? [];

    expect(exitCode).toBe(0);
    expect(`${verb} ${path}`).toBe(request);
    expect(requests.every((each) => each.startsWith("GET "))).toBe(true);
  });

  test("of a pause that waits for nothing has that in its body", async () => {
    const { stdout } = await runOn(RESPONSES, ["pause", JOB, "--no-drain", "--curl"]);

    expect(stdout).toContain(`-d '{"drain":false}'`);
  });

  test("takes an id as top cuts it", async () => {
    const { stdout } = await runOn(RESPONSES, ["cancel", `${JOB.slice(0, 11)}…`, "--curl"]);

    expect(stdout).toContain(`/v1/jobs/${JOB}:cancel`);
  });

  test("is taken by every command that asks the API", () => {
    const WITHOUT = [
      "serve",
      "up",
      "demo",
      "verify",
      "config check",
      "config print",
      "version",
      "completion",
    ];
    const commands = shownCommands().map(({ path }) => path);

    const tried = commands.filter((path) =>
      SHOWN.some(([line]) => `${line} `.startsWith(`${path} `)),
    );

    expect([...tried, ...WITHOUT].toSorted()).toEqual(commands.toSorted());
  });

  test("names the key by its variable, and quotes what a shell would read", async () => {
    const environment = { PENSTOCK_KEY: "pst_secret" };

    const { stdout } = await runOn(RESPONSES, ["set", JOB, "--label", "a=it's $HOME", "--curl"], {
      environment,
    });

    expect(stdout).not.toContain("pst_secret");
    expect(stdout).toContain('-H "authorization: Bearer $PENSTOCK_KEY"');
    expect(stdout).toContain(String.raw`-d '{"labels":{"a":"it'\''s $HOME"}}'`);
  });

  test("is what a shell takes apart into the same words", () => {
    const request = {
      method: "POST",
      url: "http://h/a?b='c'",
      headers: { "x-y": "`d` $e" },
      body: "{\n}",
    };

    const script = curlCommand(request).replace(/^curl/, "printf '%s\\0'");
    const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0");

    expect(words).toEqual([
      "-sS",
      "-X",
      "POST",
      request.url,
      "-H",
      "x-y: `d` $e",
      "-d",
      "{\n}",
      "",
    ]);
  });
});
