import { CronCalendar } from "@penstock/adapter-bullmq";
import {
  type Connections,
  type ObjectStore,
  type OpenUpload,
  PenstockError,
  type Transfer,
  toPartNumber,
  type UploadId,
} from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  eventually,
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryObjectStore,
  MemorySource,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
  uploadOf,
} from "@penstock/testkit";
import { abortOrphansView, openUploadPage, problem } from "@penstock/wire";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const SIGNAL = new AbortController().signal;
const TOKEN = "4f2b0c";
const GRACE_MS = 120_000;

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function* refuse(): AsyncIterable<OpenUpload> {
  yield* [];
  throw new PenstockError("store-refused", "it may not list");
}

/** An API with one bucket behind the connections `to` and `same`, and one that may not list. */
function createApi() {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const store = new MemoryObjectStore(undefined, clock);
  const mute: ObjectStore = Object.assign(new MemoryObjectStore(), { listUploads: refuse });
  const stores: Readonly<Record<string, ObjectStore>> = { to: store, same: store, mute };
  const app = createHttpServer({
    ledger,
    queue: new MemoryTaskQueue(),
    connections: {
      ...connectionsOf(stores),
      whyUnusable: async () => [],
      describe: () => describeAll(stores),
    },
    clock,
    random: seededRandom(1),
    hashing: systemHashing,
    log: silentLog,
    whyNotReady: async () => [],
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    assertCapacity: async () => undefined,
  });
  open.push(app);
  const scenario = new LedgerScenario({
    ledger,
    stopSignals: ledger,
    tenant: "default",
    passTime: async () => clock.advance(1),
  });
  return { app, clock, ledger, store, scenario };
}

type Api = ReturnType<typeof createApi>;

function connectionsOf(stores: Readonly<Record<string, ObjectStore>>): Connections {
  return {
    store: (name) => {
      const store = stores[name];
      if (store === undefined) {
        throw new PenstockError("connection-unknown", `there is no connection "${name}"`);
      }
      return store;
    },
    source: () => new MemorySource(),
    lister: () => new MemorySource().lister,
    serverSideCopySource: () => undefined,
    probe: () => {
      throw new Error("no connection is tested here");
    },
  };
}

function describeAll(stores: Readonly<Record<string, ObjectStore>>) {
  const names = Object.keys(stores).map((name) => ({ name, isWritable: true }));
  return [...names, { name: "disk", isWritable: false }].map((connection) => ({
    ...connection,
    provider: "cos",
    location: "a bucket",
  }));
}

function openAt({ store }: Api, key: string): Promise<UploadId> {
  const object = { key, attributes: { metadata: {} }, token: TOKEN, checksum: "crc64xz" } as const;
  return store.initiate(object, SIGNAL);
}

async function sendPart({ store }: Api, key: string, uploadId: UploadId): Promise<void> {
  const chunks = (async function* () {
    yield new Uint8Array(5);
  })();
  const body = { lengthBytes: 5, chunks };
  await store.uploadPart({ key, uploadId }, toPartNumber(1), body, "crc64xz", SIGNAL);
}

async function intended({ scenario }: Api, token = TOKEN): Promise<Transfer> {
  return scenario.advance(await scenario.planned(), { kind: "upload-intended", token });
}

/** A transfer that continues with its upload, which holds one part. */
async function running(api: Api): Promise<{ transfer: Transfer; uploadId: UploadId }> {
  const uploadId = await openAt(api, "b");
  await sendPart(api, "b", uploadId);
  const upload = { ...uploadOf(2), uploadId };
  const planned = await api.scenario.planned();
  const transfer = await api.scenario.advance(planned, { kind: "upload-opened", upload });
  return { transfer, uploadId };
}

/** An upload whose planner died with the response, and the grace after it over. */
async function orphaned(api: Api): Promise<{ transfer: Transfer; uploadId: UploadId }> {
  const transfer = await intended(api);
  const uploadId = await openAt(api, "b");
  api.clock.advance(GRACE_MS);
  return { transfer, uploadId };
}

async function list({ app }: Api, query = "") {
  return openUploadPage.parse((await app.inject(`/v1/uploads${query}`)).json());
}

async function abort({ app }: Api, payload: object) {
  const response = await app.inject({ method: "POST", url: "/v1/uploads:abortOrphans", payload });
  return abortOrphansView.parse(response.json());
}

describe("GET /v1/uploads", () => {
  test("tells whose each upload is, oldest first", async () => {
    const api = createApi();
    const foreign = await openAt(api, "theirs");
    await api.scenario.passTime();
    const { transfer, uploadId } = await running(api);
    await api.scenario.passTime();
    const intent = await intended(api);

    const { data, total } = await list(api, "?connection=to");

    expect(total).toBe(3);
    expect(data).toMatchObject([
      { uploadId: foreign, key: "theirs", owner: "foreign", parts: 0, isListed: true, jobId: null },
      {
        ...{ uploadId, owner: "transfer", state: "uploading", parts: 1, bytes: 5 },
        ...{ transferId: transfer.id, jobId: transfer.jobId },
      },
      { uploadId: null, owner: "intent", transferId: intent.id, isListed: false, parts: null },
    ]);
  });

  test("takes an empty upload under an intent's key for what the intent may have opened", async () => {
    const api = createApi();
    const { transfer, uploadId } = await orphaned(api);

    const { data } = await list(api, "?connection=to");

    expect(data).toMatchObject([{ uploadId, owner: "intent", transferId: transfer.id }]);
    expect(data[0]?.ageSeconds).toBe(GRACE_MS / 1000);
  });

  test("shows what the ledger names and the store does not", async () => {
    const api = createApi();
    const { uploadId } = await running(api);
    await api.store.abort({ key: "b", uploadId }, SIGNAL);

    const { data } = await list(api, "?connection=to");

    expect(data).toMatchObject([{ uploadId, owner: "transfer", isListed: false, parts: null }]);
  });

  test("shows an upload of a bucket that two connections lead to as ours once, and names gaps", async () => {
    const api = createApi();
    const { uploadId } = await running(api);

    const { data, gaps } = await list(api);

    expect(data.map((upload) => [upload.connection, upload.uploadId])).toEqual([["to", uploadId]]);
    expect(gaps).toEqual([
      { connection: "mute", code: "store-refused", message: "it may not list" },
    ]);
  });

  test("leaves out the young ones on request", async () => {
    const api = createApi();
    await openAt(api, "old");
    api.clock.advance(60_000);
    await openAt(api, "young");

    const { data } = await list(api, "?connection=to&olderThan=1m");

    expect(data.map(({ key }) => key)).toEqual(["old"]);
  });

  test.each([
    ["?olderThan=yesterday", 400, "request-invalid"],
    ["?older=1h", 400, "request-invalid"],
    ["?connection=unknown", 422, "connection-unknown"],
  ])("refuses %s", async (query, status, code) => {
    const { app } = createApi();

    const response = await app.inject(`/v1/uploads${query}`);

    expect(problem.parse(response.json())).toMatchObject({ status, code });
  });
});

describe("POST /v1/uploads:abortOrphans", () => {
  test("ends what an intent opened, and the ledger forgets it", async () => {
    const api = createApi();
    const { uploadId } = await orphaned(api);

    const { data } = await abort(api, { uploadIds: [uploadId] });

    expect(data).toMatchObject([{ uploadId, connection: "to", outcome: "aborted", reason: null }]);
    expect(api.store.openUploads).toEqual([]);
    expect(await api.ledger.uploads.openUploads("default")).toEqual([]);
  });

  test("refuses an upload of a running transfer, and names its job", async () => {
    const api = createApi();
    const { transfer, uploadId } = await running(api);

    const { data } = await abort(api, { uploadIds: [uploadId] });

    expect(data).toMatchObject([{ outcome: "refused", jobId: transfer.jobId }]);
    expect(data[0]?.reason).toContain(transfer.id);
    expect(api.store.openUploads).toHaveLength(1);
  });

  test("refuses what is not ours, what holds parts, and unknown ids", async () => {
    const api = createApi();
    await intended(api);
    const withPart = await openAt(api, "b");
    await sendPart(api, "b", withPart);
    const foreign = await openAt(api, "theirs");
    api.clock.advance(GRACE_MS);

    const { data } = await abort(api, { uploadIds: [withPart, foreign, "unknown"] });

    expect(data.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["refused", expect.stringContaining("holds parts")],
      ["refused", expect.stringContaining("not ours")],
      ["refused", expect.stringContaining("no store shows it")],
    ]);
    expect(api.store.openUploads).toHaveLength(2);
  });

  test("refuses an upload whose planner may still be at work", async () => {
    const api = createApi();
    await intended(api);
    const uploadId = await openAt(api, "b");

    const { data } = await abort(api, { uploadIds: [uploadId] });

    expect(data).toMatchObject([{ outcome: "refused" }]);
    expect(data[0]?.reason).toContain("two minutes");
    expect(await api.ledger.uploads.openUploads("default")).toHaveLength(1);
  });

  test("ends only the orphans among the old ones, and counts the others", async () => {
    const api = createApi();
    await openAt(api, "theirs");
    const { uploadId: used } = await running(api);
    const { uploadId } = await orphaned(api);

    const report = await abort(api, { olderThan: "1m" });

    expect(report.data).toMatchObject([{ uploadId, outcome: "aborted" }]);
    expect(report.leftAlone).toEqual({ foreign: 1, transfers: 1 });
    expect(api.store.openUploads).toMatchObject([{ key: "theirs" }, { uploadId: used }]);
  });

  test.each([
    ["neither ids nor an age", {}],
    ["both", { olderThan: "1h", uploadIds: ["a"] }],
    ["no ids", { uploadIds: [] }],
  ])("refuses a request with %s", async (_what, payload) => {
    const { app } = createApi();

    const response = await app.inject({ method: "POST", url: "/v1/uploads:abortOrphans", payload });

    expect(problem.parse(response.json())).toMatchObject({ status: 400, code: "request-invalid" });
  });
});

describe("many lists of uploads at once", () => {
  test("share one run where they ask for the same, and are eight at most", async () => {
    const { app, store } = createApi();
    const released = Promise.withResolvers<void>();
    let runs = 0;
    Object.assign(store, {
      async *listUploads(): AsyncIterable<OpenUpload> {
        runs += 1;
        await released.promise;
        yield* [];
      },
    });
    const ask = (hours: number) => app.inject(`/v1/uploads?connection=to&olderThan=${hours}h`);
    const calls = [1, 1, 2, 2, 3, 3, 4, 4].map(ask);
    await eventually(() => runs === 4);

    const refused = await ask(5);
    released.resolve();
    const responses = await Promise.all(calls);

    expect(problem.parse(refused.json())).toMatchObject({ status: 503, code: "server-busy" });
    expect(refused.headers["retry-after"]).toBe("5");
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(responses.map(() => 200));
    expect(runs).toBe(4);
  });
});
