import { type JobId, PenstockError } from "@penstock/core";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { jobBatchView, jobPage, jobView, problem, retryMatchingView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createTestApi, DISK_AND_CLOUD } from "../http/test-api.ts";

const open: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApi({ hasJournal = true } = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0));
  const ledger = new MemoryLedger(clock);
  let roomFor = Number.POSITIVE_INFINITY;
  const app = createTestApi({
    ...{ ledger, clock, queue: new MemoryTaskQueue(), random: seededRandom(1), log: silentLog },
    ...(hasJournal && { journal: new MemoryJournal() }),
    ...{ config: new MemoryConfigStore(clock), connections: DISK_AND_CLOUD },
    assertCapacity: async () => {
      roomFor -= 1;
      if (roomFor < 0) {
        throw new PenstockError("ledger-full", "Redis uses 81 % of its memory");
      }
    },
  });
  open.push(app);
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: "default", passTime: async (ms = 1) => clock.advance(ms) },
    stopSignals: ledger,
  });
  const post = (path: string, payload: object, key?: string) =>
    app.inject({
      ...{ method: "POST", url: `/v1/jobs${path}`, payload },
      headers: key === undefined ? {} : { "idempotency-key": key },
    });
  return {
    ...{ app, clock, ledger, scenario, post },
    fill: (jobs: number) => {
      roomFor = jobs;
    },
    batch: async (payload: object, key?: string) =>
      jobBatchView.parse((await post(":batch", payload, key)).json()),
    list: async () => jobPage.parse((await app.inject("/v1/jobs?limit=500")).json()).data,
  };
}

const jobTo = (key: string, connection = "cloud") => ({
  source: { connection: "disk", key: "a.bin" },
  destination: { connection, key },
});

async function failedJob(scenario: LedgerScenario, labels: Record<string, string>) {
  const job = { ...scenario.newJob(), labels };
  const transfer = {
    ...scenario.newTransfer(job),
    source: { connection: "disk", key: "a.bin" },
    destination: { connection: "cloud", key: "a.bin" },
  };
  await scenario.ledger.jobs.createJob(job, [transfer]);
  const cause = { code: "source-missing", message: "there is no such object" } as const;
  return await scenario.advance(transfer, { kind: "plan-refused", cause });
}

describe("jobs:batch", () => {
  test("makes each job for itself, and says in order which were made", async () => {
    const { batch, list } = createApi();

    const { data, made, refused } = await batch({
      jobs: [jobTo("a"), jobTo("b", "nowhere"), jobTo("c")],
    });

    expect({ made, refused }).toEqual({ made: 2, refused: 1 });
    expect(data.map(({ job, problem: why }) => job?.name ?? why?.code)).toEqual([
      "a",
      "connection-unknown",
      "c",
    ]);
    expect((await list()).map(({ name }) => name).toSorted()).toEqual(["a", "c"]);
  });

  test("refuses all for a form that is wrong in one, before any is made", async () => {
    const { post, list } = createApi();

    const response = await post(":batch", { jobs: [jobTo("a"), { source: {} }] });

    const { status, errors = [] } = problem.parse(response.json());
    expect(status).toBe(400);
    expect(errors[0]?.pointer).toMatch(/^\/jobs\/1\//);
    expect(await list()).toEqual([]);
  });

  test("takes a hundred jobs, and no more", async () => {
    const { batch, post, list } = createApi();
    const jobs = Array.from({ length: 101 }, (_, index) => jobTo(`key-${index}`));

    const { made } = await batch({ jobs: jobs.slice(1) });

    expect(made).toBe(100);
    expect((await post(":batch", { jobs })).statusCode).toBe(400);
    expect(await list()).toHaveLength(100);
  });

  test("with an Idempotency-Key makes each of its jobs once, by place and body", async () => {
    const { batch, list, clock } = createApi();
    const first = await batch({ jobs: [jobTo("a"), jobTo("b")] }, "nightly");
    clock.advance(5 * 3_600_000);

    const again = await batch({ jobs: [jobTo("a"), jobTo("other"), jobTo("c")] }, "nightly");

    expect(
      again.data.map(({ isReplayed, job, problem: why }) => [isReplayed, job?.name ?? why?.code]),
    ).toEqual([
      [true, "a"],
      [false, "idempotency-mismatch"],
      [false, "c"],
    ]);
    expect(again.data[0]?.job?.id).toBe(first.data[0]?.job?.id);
    expect(await list()).toHaveLength(3);
  });

  test("refuses all for an Idempotency-Key of a wrong form, before any is made", async () => {
    const { post, list } = createApi();

    const response = await post(":batch", { jobs: [jobTo("a"), jobTo("b")] }, "two words");

    expect(problem.parse(response.json())).toMatchObject({ status: 400, code: "request-invalid" });
    expect(await list()).toEqual([]);
  });

  test("does not share a key's job with a single request", async () => {
    const { batch, post, list } = createApi();
    await batch({ jobs: [jobTo("a")] }, "k");

    const alone = await post("", jobTo("a"), "k");

    expect(alone.headers["idempotency-replayed"]).toBeUndefined();
    expect(await list()).toHaveLength(2);
  });

  test("tries no more of it after an outage, and makes the rest when it is sent again", async () => {
    const { batch, fill, list } = createApi();
    const jobs = Array.from({ length: 25 }, (_, index) => jobTo(`key-${index}`));
    fill(13);
    const first = await batch({ jobs }, "k");
    const tried = first.data.map(({ problem: why }) => why?.code ?? "made");
    fill(100);

    const second = await batch({ jobs }, "k");

    expect(tried.slice(0, 13)).toEqual(Array.from({ length: 13 }, () => "made"));
    expect(new Set(tried.slice(13))).toEqual(new Set(["ledger-full"]));
    expect(second.data.filter(({ isReplayed }) => isReplayed)).toHaveLength(13);
    expect(second.made).toBe(25);
    expect(await list()).toHaveLength(25);
  });
});

describe("jobs:retryMatching", () => {
  async function withFailed(labels: readonly string[]) {
    const api = createApi({ hasJournal: false });
    const ids: JobId[] = [];
    for (const team of labels) {
      const transfer = await failedJob(api.scenario, { team });
      ids.push(transfer.jobId);
    }
    const retry = async (payload: object) =>
      retryMatchingView.parse((await api.post(":retryMatching", payload)).json());
    return { ...api, ids, retry };
  }

  test("tries each job that failed and fits again, once", async () => {
    const { retry, ids, list } = await withFailed(["red", "blue", "red"]);
    const wanted = { filter: { labels: { team: "red" } } };

    const counted = await retry({ ...wanted, dryRun: true });
    const [one, two] = await Promise.all([retry(wanted), retry(wanted)]);
    const later = await retry(wanted);

    expect(counted.data.map(({ retryOf, objects, job }) => [retryOf, objects, job])).toEqual([
      [ids[2], 1, null],
      [ids[0], 1, null],
    ]);
    expect(one.data.map(({ job }) => job?.retryOf)).toEqual([ids[2], ids[0]]);
    expect(new Set([...one.data, ...two.data].map(({ job }) => job?.id)).size).toBe(2);
    expect(later).toEqual({ data: [], nextCursor: null });
    expect(await list()).toHaveLength(5);
  });

  test("leaves out what failed by other codes, and refuses a code that there is not", async () => {
    const { retry, post } = await withFailed(["red"]);

    expect((await retry({ codes: ["store-refused"] })).data).toEqual([]);
    expect((await post(":retryMatching", { codes: ["nothing"] })).statusCode).toBe(400);
  });
});

describe("DELETE of a job", () => {
  test("removes one that has ended, and answers 409 with the actions of one that has not", async () => {
    const { app, post, ledger, scenario, list } = createApi({ hasJournal: false });
    const running = jobView.parse((await post("", jobTo("a"))).json());
    const { jobId } = await failedJob(scenario, {});

    const refused = await app.inject({ method: "DELETE", url: `/v1/jobs/${running.id}` });
    const removed = await app.inject({ method: "DELETE", url: `/v1/jobs/${jobId}` });
    const again = await app.inject({ method: "DELETE", url: `/v1/jobs/${jobId}` });

    expect(problem.parse(refused.json())).toMatchObject({
      ...{ status: 409, code: "state-conflict", actions: ["pause", "cancel"] },
    });
    expect(jobView.parse(removed.json())).toMatchObject({ id: jobId, state: "failed" });
    expect(again.statusCode).toBe(404);
    expect((await list()).map(({ id }) => id)).toEqual([running.id]);
    expect(await ledger.jobs.readJob("default", jobId)).toBeUndefined();
  });
});
