import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Computed, Refused, runOn } from "../sample-run.ts";
import { sampleJob } from "../sample-views.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-submit-"));
  path = join(folder, "jobs.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

const job = (key: string, more = {}) =>
  JSON.stringify({
    source: { connection: "raw", key },
    destination: { connection: "local", key },
    ...more,
  });

type Sent = { readonly jobs: readonly { readonly source: { readonly key: string } }[] };
type Item = { readonly job: unknown; readonly isReplayed: boolean; readonly problem: unknown };

const isSent = (body: unknown): body is Sent =>
  typeof body === "object" && body !== null && "jobs" in body && Array.isArray(body.jobs);
const made: Item = { job: sampleJob(), isReplayed: false, problem: null };
const refused = (status: number, code: string): Item => ({
  ...{ job: null, isReplayed: false },
  problem: {
    type: "about:blank",
    title: code,
    status,
    code,
    detail: `it is ${code}`,
    requestId: "r",
  },
});

/** Makes each job, or does with it as the name of its source says. */
function api(results: Readonly<Record<string, Item>> = {}) {
  const requests: Sent[] = [];
  const respond = (body: unknown) => {
    const jobs = isSent(body) ? body.jobs : [];
    requests.push({ jobs });
    const data = jobs.map(({ source: { key } }) => results[key] ?? made);
    const count = data.filter((each) => each.job !== null).length;
    return { data, made: count, refused: data.length - count };
  };
  return { requests, responses: { "POST /v1/jobs:batch": new Computed(respond) } };
}

test("each line of a file is a job, and its id is printed", async () => {
  await writeFile(path, `\uFEFF${job("a")}\r\n\n${job("b", { labels: { team: "ml" } })}\n`);
  const { requests, responses } = api();

  const ran = await runOn(responses, ["submit", path]);

  expect(ran).toMatchObject({ exitCode: 0, stdout: `${sampleJob().id}\n`.repeat(2) });
  expect(ran.stderr).toContain("2 jobs are made\n");
  expect(requests).toEqual([
    { jobs: [JSON.parse(job("a")), JSON.parse(job("b", { labels: { team: "ml" } }))] },
  ]);
});

test("a file with a wrong line makes no job, and each is named", async () => {
  await writeFile(path, `${job("a")}\n{"source":\n${job("b", { lables: {} })}\n`);
  const { requests, responses } = api();

  const ran = await runOn(responses, ["submit", path]);

  expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
  expect(ran.stderr).toContain("line 2: it is not JSON");
  expect(ran.stderr).toContain("line 3: /lables: nothing reads this key");
  expect(requests).toEqual([]);
});

test("more than one request may have are several, none too large", async () => {
  const label = "x".repeat(250);
  const labels = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`l${n}`, label]));
  const lines = Array.from({ length: 250 }, (_, n) => job(`k${n}`, n < 120 ? { labels } : {}));
  await writeFile(path, lines.join("\n"));
  const { requests, responses } = api();

  const ran = await runOn(responses, ["submit", path, "--json"]);

  expect(ran.exitCode).toBe(0);
  expect(requests.flatMap(({ jobs }) => jobs.map(({ source }) => source.key))).toEqual(
    lines.map((_, n) => `k${n}`),
  );
  for (const { jobs } of requests) {
    expect(jobs.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify({ jobs }).length).toBeLessThanOrEqual(512 * 1024);
  }
  const numbers = ran.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).line);
  expect(numbers).toEqual(lines.map((_, n) => n + 1));
});

test("a job that is refused is named by its line, and decides the exit code", async () => {
  await writeFile(path, [job("a"), job("nowhere"), job("b")].join("\n"));
  const { responses } = api({ nowhere: refused(422, "connection-unknown") });

  const ran = await runOn(responses, ["submit", path]);

  expect(ran.exitCode).toBe(3);
  expect(ran.stderr).toContain("jobs.jsonl, line 2: it is connection-unknown");
  expect(ran.stderr).toContain("2 jobs are made, 1 refused\n");
});

test("in an outage the rest of the file is not sent, and that is said", async () => {
  await writeFile(path, Array.from({ length: 150 }, (_, n) => job(`k${n}`)).join("\n"));
  const { requests, responses } = api({ k99: refused(503, "ledger-unavailable") });

  const ran = await runOn(responses, ["submit", path, "--idempotency-key", "night"]);

  expect(ran.exitCode).toBe(7);
  expect(requests.length).toBe(1);
  expect(ran.stderr).toContain(
    "99 jobs are made, 1 refused, 50 not sent\n  → correct what is refused, then submit the file again",
  );
});

test("jobs of an earlier time are not counted as made", async () => {
  await writeFile(path, [job("a"), job("b")].join("\n"));
  const { responses } = api({ a: { ...made, isReplayed: true } });

  const ran = await runOn(responses, ["submit", path, "--idempotency-key", "night"]);

  expect(ran.stderr).toContain("1 job is made, 1 existed\n");
});

test.each([
  ["is not there", undefined],
  ["has no job", "\n\n"],
])("a file that %s is wrong use", async (_, text) => {
  if (text !== undefined) {
    await writeFile(path, text);
  }

  expect(
    await runOn({ "POST /v1/jobs:batch": new Refused(500, "x") }, ["submit", path]),
  ).toMatchObject({
    exitCode: 2,
  });
});
