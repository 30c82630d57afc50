import { expect, test } from "vitest";
import { Computed, runOn } from "../sample-run.ts";
import { sampleJob } from "../sample-views.ts";

const OLD = sampleJob({ id: "job_01k9ze3f000000000000000000" });
const NEW = sampleJob();

/** Two pages with a job each, and what was asked for. */
function api(result: Readonly<Record<string, unknown>> = {}) {
  const asked: unknown[] = [];
  const respond = (body: unknown) => {
    asked.push(body);
    const isDryRun = typeof body === "object" && body !== null && "dryRun" in body;
    const job = isDryRun ? null : NEW;
    const data = [{ retryOf: OLD.id, objects: 17, job, problem: null, ...result }];
    return { data, nextCursor: asked.length === 1 ? "page2" : null };
  };
  return { asked, responses: { "POST /v1/jobs:retryMatching": new Computed(respond) } };
}

test("all jobs that fit are tried again, page by page", async () => {
  const { asked, responses } = api();

  const line =
    "retry --state failed --label team=ml --code source-missing --created-before 2026-11-28T00:00:00Z";
  const ran = await runOn(responses, line.split(" "));

  const request = {
    filter: { state: "failed", labels: { team: "ml" }, createdBefore: "2026-11-28T00:00:00Z" },
    codes: ["source-missing"],
  };
  expect(asked).toEqual([request, { ...request, cursor: "page2" }]);
  expect(ran).toMatchObject({
    exitCode: 0,
    stdout: `${NEW.id} tries 17 objects of ${OLD.id} again\n`.repeat(2),
    stderr: "34 objects of 2 jobs\n  → penstock ls\n",
  });
});

test("a dry run counts, and says so", async () => {
  const { asked, responses } = api();

  const ran = await runOn(responses, ["retry", "--all", "--dry-run"]);

  expect(asked[0]).toEqual({ filter: {}, dryRun: true });
  expect(ran.stdout).toContain(`17 objects of ${OLD.id} would be tried again\n`);
  expect(ran.stderr).toContain("no job is made\n  → the same command without --dry-run");
});

test("--since is a time of now", async () => {
  const { asked, responses } = api();

  await runOn(responses, ["retry", "--since", "24h", "--json"]);

  expect(asked[0]).toEqual({
    filter: { createdAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
  });
});

test("one that cannot be tried again is named, and decides the exit code", async () => {
  const problem = {
    ...{ type: "about:blank", title: "t", status: 403, code: "connection-forbidden" },
    ...{ detail: "not this tenant's", requestId: "r" },
  };
  const { responses } = api({ objects: 0, job: null, problem });

  const ran = await runOn(responses, ["retry", "--all"]);

  expect(ran).toMatchObject({ exitCode: 3, stdout: "" });
  expect(ran.stderr).toContain(`${OLD.id}: not this tenant's (connection-forbidden)`);
});

test.each([
  ["retry", "say what to try again"],
  ["retry --dry-run", "say what to try again"],
  ["retry --all --include *.csv", "--include is for the retry of one job"],
  ["retry --all --part-size 64MiB", "--part-size is for the retry of one job"],
  [`retry ${OLD.id} --since 24h`, "--since is not for one job"],
  [`retry ${OLD.id} --created-after 2026-11-28T00:00:00Z`, "--created-after is not for one job"],
])("`%s` is refused: %s", async (line, message) => {
  const { asked, responses } = api();

  const ran = await runOn(responses, line.split(" "));

  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toContain(message);
  expect(asked).toEqual([]);
});
