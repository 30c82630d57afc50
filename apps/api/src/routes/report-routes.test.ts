import { createHash } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import {
  isTrouble,
  isUnchanged,
  type JobRecord,
  newJobId,
  newJobRecord,
  type Row,
  type RowArchive,
  tallyOf,
} from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  eventually,
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemoryRowArchive,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { connectionsFile, problem, rowLines } from "@penstock/wire";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const JOB = { tenant: "default", jobId: newJobId(0, new Uint8Array(10)) };
const NO_ROWS = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
const AMOUNTS = { coveredBytes: 0, extra: 0 };

function rowOf(key: string, change: Partial<Row> = {}): Row {
  return { key, sizeBytes: 10, outcome: "stored", destinationKey: key, ...change };
}

const MISSING = {
  outcome: "failed",
  cause: { code: "source-missing", message: 'it is "gone", and\nnot there' },
} as const;

/** Each of these lists of rows is a segment. */
async function archiveOf(...segments: readonly (readonly Row[])[]): Promise<MemoryRowArchive> {
  const archive = new MemoryRowArchive();
  for (const [number, rows] of segments.entries()) {
    const trouble = rows.filter(isTrouble);
    const members = [rowLines.pack(rows)];
    const troubleMembers = trouble.length === 0 ? [] : [rowLines.pack(trouble)];
    const skipped = rows.filter(isUnchanged).length;
    const stored = rows.length - trouble.length - skipped;
    const counts = { ...NO_ROWS, stored, skipped, failed: trouble.length };
    const head = {
      ...{ epoch: 1, number, batches: [], transfers: [], counts, ...AMOUNTS, rows: rows.length },
      trouble: tallyOf(trouble),
      ...{ rowsSha256: sha256Of(members), troubleSha256: sha256Of(troubleMembers) },
    };
    await archive.write(JOB, head, { rows: members, troubleRows: troubleMembers });
  }
  return archive;
}

function sha256Of(members: readonly Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(members)).digest("hex");
}

type Ended = {
  readonly stored: number;
  readonly skipped?: number;
  readonly failed?: number;
  readonly segments: number;
  readonly report?: "changed";
};

function recordOf(
  { stored, skipped = 0, failed = 0, segments, report }: Ended,
  isRecorded = true,
): JobRecord {
  const job = { id: JOB.jobId, tenant: JOB.tenant, name: "a", labels: {}, createdAtMs: 0 };
  const filter = { include: [], exclude: [] };
  const record = newJobRecord(
    {
      ...job,
      bulk: {
        verb: "copy",
        selection: { kind: "prefix", connection: "disk", prefix: "", filter },
        destination: { connection: "disk", template: "{key}" },
        options: {
          ...{ overwrite: "always", compare: "content", verify: "part" },
          ...{ attributePolicy: "preserve", attributes: { metadata: {} } },
          ...{ onMissing: "fail", allowEmpty: false, ...(report && { report }) },
        },
      },
    },
    stored + skipped + failed,
  );
  return {
    ...record,
    counts: { ...record.counts, planned: 0, stored, skipped, failed },
    bulk: { epoch: 1, brokenShards: 0, extra: 0, segments, isRecorded },
  };
}

async function listen(rowArchive: RowArchive, record: JobRecord): Promise<string> {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  Object.assign(ledger.jobs, { readJob: async () => record });
  const file = connectionsFile.parse({ connections: { disk: { provider: "file", root: "/srv" } } });
  const app = createHttpServer({
    ...{ ledger, clock, rowArchive, queue: new MemoryTaskQueue(), log: silentLog },
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    ...{ random: seededRandom(1), hashing: systemHashing },
    whyNotReady: async () => [],
    config: new MemoryConfigStore(clock),
    calendar: new CronCalendar(),
    assertCapacity: async () => undefined,
  });
  onTestFinished(() => app.close());
  return `${await app.listen({ host: "127.0.0.1", port: 0 })}/v1/jobs/${JOB.jobId}/report`;
}

const THREE = [
  [rowOf("a/1"), rowOf("a/2", MISSING)],
  [rowOf("b/1"), rowOf("b/2"), rowOf("b/3")],
] as const;

async function keysAt(url: string, accept = "application/x-ndjson"): Promise<readonly string[]> {
  const response = await fetch(url, { headers: { accept } });
  expect(response.status).toBe(200);
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => String(Reflect.get(Object(JSON.parse(line)), "key")));
}

test("a report has the rows that fit all that is asked for", async () => {
  const url = await listen(
    await archiveOf(...THREE),
    recordOf({ stored: 4, failed: 1, segments: 2 }),
  );

  expect(await keysAt(url)).toEqual(["a/1", "a/2", "b/1", "b/2", "b/3"]);
  expect(await keysAt(`${url}?rows=trouble`)).toEqual(["a/2"]);
  expect(await keysAt(`${url}?outcome=failed&outcome=aborted`)).toEqual(["a/2"]);
  expect(await keysAt(`${url}?outcome=stored&key=*/1`)).toEqual(["a/1", "b/1"]);
  expect(await keysAt(`${url}?code=source-missing`)).toEqual(["a/2"]);
  expect(await keysAt(`${url}?code=store-throttled`)).toEqual([]);
});

describe("a report of what changed", () => {
  const UNCHANGED = { outcome: "skipped", rule: "etag" } as const;
  const segments = [
    [rowOf("a/1"), rowOf("a/2", UNCHANGED), rowOf("a/3", MISSING)],
    [rowOf("b/1", UNCHANGED), rowOf("b/2", { ...UNCHANGED, outcome: "same" })],
  ] as const;
  const ended = { stored: 1, skipped: 3, failed: 1, segments: 2 };

  test("has no row of what was skipped, or is the same", async () => {
    const url = await listen(await archiveOf(...segments), recordOf(ended));

    expect(await keysAt(`${url}?rows=changed`)).toEqual(["a/1", "a/3"]);
    expect(await keysAt(`${url}?rows=changed&key=*/3`)).toEqual(["a/3"]);
    expect(await keysAt(`${url}?rows=changed&outcome=skipped`)).toEqual([]);
    const { headers } = await fetch(`${url}?rows=changed`);
    expect(headers.get("penstock-report-rows")).toBe("2");
  });

  test("is what a job hands out that asked for it, where its reader does not say", async () => {
    const record = recordOf({ ...ended, report: "changed" });
    const url = await listen(await archiveOf(...segments), record);

    expect(await keysAt(url)).toEqual(["a/1", "a/3"]);
    expect(await keysAt(`${url}?rows=all`)).toEqual(["a/1", "a/2", "a/3", "b/1", "b/2"]);
    expect(await keysAt(`${url}?outcome=skipped`)).toEqual(["a/2", "b/1"]);
  });
});

test("a browser, which reads one gzip member alone, is sent all rows", async () => {
  const url = await listen(
    await archiveOf(...THREE),
    recordOf({ stored: 4, failed: 1, segments: 2 }),
  );
  const encodingFor = async (agent: string) => {
    const headers = { "user-agent": agent, "accept-encoding": "gzip" };
    return (await fetch(url, { headers })).headers.get("content-encoding");
  };

  expect(await encodingFor("curl/8.5.0")).toBe("gzip");
  expect(await encodingFor("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0")).toBeNull();
});

test("a report of failed rows reads no segment that has none", async () => {
  const archive = await archiveOf(...THREE);
  const read: number[] = [];
  const watched = Object.assign(Object.create(archive), {
    heads: () => archive.heads(JOB),
    recovery: () => archive.recovery(JOB),
    read: (...args: Parameters<RowArchive["read"]>) => {
      read.push(args[1].number);
      return archive.read(...args);
    },
  });
  const url = await listen(watched, recordOf({ stored: 4, failed: 1, segments: 2 }));

  await keysAt(`${url}?outcome=failed`);

  expect(read).toEqual([0]);
});

test("a report is CSV where it is asked for, and its fields come back as they were", async () => {
  const url = await listen(
    await archiveOf(...THREE),
    recordOf({ stored: 4, failed: 1, segments: 2 }),
  );

  const named = await fetch(`${url}?format=csv`);
  const accepted = await fetch(url, { headers: { accept: "text/csv" } });

  const text = await named.text();
  expect(named.headers.get("content-type")).toContain("text/csv");
  expect(await accepted.text()).toBe(text);
  expect(text).toMatch(/^key,size,outcome,destination,.*,code,message,verb,restored\n/);
  expect(text).toContain("\na/1,10,stored,a/1,,");
  expect(text).toContain(',source-missing,"it is ""gone"", and\nnot there",copy,\n');
});

test("a report says whether it is complete, and how many rows it has", async () => {
  const archive = await archiveOf(...THREE);
  const whole = await listen(archive, recordOf({ stored: 4, failed: 1, segments: 2 }));
  const running = await listen(archive, recordOf({ stored: 9, failed: 1, segments: 1 }, false));
  const headersOf = async (url: string) => {
    const { headers } = await fetch(url, { method: "GET" });
    return ["penstock-report", "penstock-report-rows"].map((name) => headers.get(name));
  };

  expect(await headersOf(whole)).toEqual(["complete", "5"]);
  expect(await headersOf(`${whole}?rows=trouble`)).toEqual(["complete", "1"]);
  expect(await headersOf(`${whole}?key=a*`)).toEqual(["complete", null]);
  expect(await headersOf(running)).toEqual(["partial", "5"]);
});

test.each([
  ["the ledger counts", recordOf({ stored: 4, failed: 1, segments: 3 }, false)],
  ["the job's counts need", recordOf({ stored: 9, failed: 1, segments: 2 })],
])("a report without a segment that %s is refused, not shorter", async (_what, record) => {
  const url = await listen(await archiveOf(...THREE), record);

  const response = await fetch(url);

  const { code, detail } = problem.parse(await response.json());
  expect([response.status, code]).toEqual([503, "journal-unavailable"]);
  expect(detail).toMatch(/rows of job_\w+ are missing in the journal: .*restore/);
});

test.each(["", "?format=csv", "?key=**"])(
  "a report%s with a damaged segment fails or is broken off, so that it does not look whole",
  async (query) => {
    const archive = await archiveOf(...THREE);
    const damaged = Object.assign(Object.create(archive), {
      heads: () => archive.heads(JOB),
      recovery: () => archive.recovery(JOB),
      read: async function* (...args: Parameters<RowArchive["read"]>) {
        if (args[1].number === 1) {
          throw new Error("it is not what its head says");
        }
        yield* archive.read(...args);
      },
    });
    const url = await listen(damaged, recordOf({ stored: 4, failed: 1, segments: 2 }));

    const reading = fetch(`${url}${query}`).then(async (response) => {
      const text = await response.text();
      return response.ok ? text : Promise.reject(new Error(text));
    });

    await expect(reading).rejects.toThrow();
  },
);

test("a client that does not read is not read for, and one that goes away ends the reading", async () => {
  const member = rowLines.pack([rowOf("a".repeat(100))]);
  let [reads, isReading] = [0, false];
  const archive = await archiveOf([rowOf("a")]);
  const endless = Object.assign(Object.create(archive), {
    heads: () => archive.heads(JOB),
    recovery: () => archive.recovery(JOB),
    read: async function* () {
      try {
        isReading = true;
        for (;;) {
          reads += 1;
          yield Buffer.concat(Array.from({ length: 500 }, () => member));
        }
      } finally {
        isReading = false;
      }
    },
  });
  const url = await listen(endless, recordOf({ stored: 1, segments: 1 }));
  const request = get(url, { headers: { "accept-encoding": "identity" } });
  const [response]: IncomingMessage[] = await once(request, "response");
  response?.once("error", () => undefined);

  let seen = -1;
  await eventually(() => {
    const isStill = reads === seen;
    seen = reads;
    return isStill;
  });
  expect(reads).toBeLessThan(5000);
  request.destroy();

  await eventually(() => !isReading);
  expect(isReading).toBe(false);
});
