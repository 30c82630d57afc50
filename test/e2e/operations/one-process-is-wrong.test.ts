import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCosEmulator } from "@penstock/cos-emulator";
import { eventually, startHttpServer } from "@penstock/testkit";
import type { ConnectionsFile } from "@penstock/wire";
import { describe, expect, type TestContext, test } from "vitest";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../../support/test-cluster.ts";

const MIB = 1024 * 1024;
const ID = "test-secret-id";
const KEY = "test-secret-key-of-today";
const KEY_OF_BEFORE = "test-secret-key-of-before";
const BUCKET = "wrong-1250000000";
const REGION = "ap-local";
/** Of several parts, and of one request. */
const SIZES = [6 * MIB, 6 * MIB, 1000];

type Connections = ConnectionsFile["connections"];

/** What a process is started with that is not as it has to be. */
type Wrong = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly connections?: Connections;
};

type Place = {
  readonly folder: string;
  readonly right: Connections;
  /** The same, with another response to the store's name: a page that wants people to sign in. */
  readonly elsewhere: Connections;
};

/** A store and a folder of sources that do not belong to the cluster, so that their addresses are known before. */
async function openPlace({ onTestFinished }: TestContext): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-wrong-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = await startCosEmulator({
    dataDir: join(folder, "store"),
    secretId: ID,
    secretKey: KEY,
    buckets: [BUCKET],
    region: REGION,
  });
  onTestFinished(() => store.close());
  await mkdir(join(folder, "sources"));
  await mkdir(join(folder, "empty"));
  for (const [index, size] of SIZES.entries()) {
    await writeFile(join(folder, "sources", `${index}.bin`), sampleBytes(size, `wrong ${index}`));
  }
  const bucket = {
    provider: "cos",
    bucket: BUCKET,
    region: REGION,
    endpoint: store.endpoint,
    credentials: { accessKeyId: "env:BUCKET_ID", secretAccessKey: "env:BUCKET_KEY" },
  } as const;
  const right: Connections = {
    raw: { provider: "file", root: join(folder, "sources") },
    bucket,
  };
  const portal = await startHttpServer((_request, response) => {
    response.writeHead(403, { "content-type": "text/html" }).end("<html>Sign in first</html>");
  });
  onTestFinished(() => portal.close());
  const elsewhere = { ...right, bucket: { ...bucket, endpoint: portal.url } };
  return { folder, right, elsewhere };
}

async function environmentOf({ folder }: Place, name: string, wrong: Wrong) {
  const { environment, connections } = wrong;
  if (connections === undefined) {
    return { ...environment };
  }
  const path = join(folder, `${name}.config.json`);
  await writeFile(path, JSON.stringify({ connections }));
  return { ...environment, PENSTOCK_CONFIG: path };
}

type Role = "api" | "worker" | "coordinator";

async function startWith(
  context: TestContext,
  place: Place,
  given: {
    readonly workers: number;
    readonly wrong: readonly { readonly role: Role; readonly what: Wrong }[];
  },
): Promise<TestCluster> {
  const extraRoles = await Promise.all(
    given.wrong.map(async ({ role, what }, index) => {
      const name = `${role}-wrong-${index + 1}`;
      return [name, { role, environment: await environmentOf(place, name, what) }] as const;
    }),
  );
  const up = await startTestCluster({
    workers: given.workers,
    connections: place.right,
    environment: { BUCKET_ID: ID, BUCKET_KEY: KEY },
    extraRoles: Object.fromEntries(extraRoles),
  });
  context.onTestFinished(up.close);
  return up;
}

/** An end that comes after second looks and growing pauses; on a busy machine all of them are slower. */
const WAIT_MS = 5 * 60_000;

async function submitAll(up: TestCluster): Promise<readonly string[]> {
  const jobs = await Promise.all(
    SIZES.map((_, index) =>
      up.client.submitJob({
        source: { connection: "raw", key: `${index}.bin` },
        destination: { connection: "bucket", key: `${index}.bin` },
        options: { partSize: "1MiB" },
      }),
    ),
  );
  return jobs.map(({ id }) => id);
}

async function logOf(up: TestCluster, name: string): Promise<readonly string[]> {
  return (await readFile(join(up.cluster.logFolder, `${name}.log`), "utf8")).split("\n");
}

async function readiness(up: TestCluster, name: string): Promise<string> {
  const response = await fetch(`${up.cluster.member(name).child().url}/healthz/ready`);
  return `${response.status} ${await response.text()}`;
}

async function endsOf(up: TestCluster, jobIds: readonly string[]): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(WAIT_MS);
  const jobs = await Promise.all(jobIds.map((id) => up.client.waitForJob(id, { signal })));
  return jobs.map(({ state }) => state);
}

/**
 * The first job whose page says that a process leaves something alone, while that process and the command
 * say so as well: it is so for some seconds at a time.
 */
async function shownLeftAlone(up: TestCluster, jobIds: readonly string[]) {
  for (const jobId of jobIds) {
    const { data } = await up.client.listTransfers(jobId);
    const [leftAlone] = data.flatMap((transfer) => transfer.leftAlone);
    if (leftAlone !== undefined) {
      const [page, ready] = await Promise.all([
        up.penstock("show", jobId),
        readiness(up, "worker-wrong-1"),
      ]);
      const isSaid = [page.stdout, ready].every((text) => text.includes("cannot use"));
      return isSaid ? { leftAlone, page, ready } : undefined;
    }
  }
  return undefined;
}

/** After 15 s others would take a worker that stands still for dead, and the wrong one for the only one. */
const STILL_MS = 6000;

/** While the right worker stands still, the wrong one is offered everything. As often as it takes to be seen. */
function shownWhileStill(up: TestCluster) {
  const right = up.cluster.member("worker-1").child();
  return eventually(
    async () => {
      right.kill("SIGSTOP");
      const beganAtMs = performance.now();
      const jobIds = await submitAll(up);
      let shown: Awaited<ReturnType<typeof shownLeftAlone>>;
      while (shown === undefined && performance.now() < beganAtMs + STILL_MS) {
        shown = await shownLeftAlone(up, jobIds);
      }
      right.kill("SIGCONT");
      expect(await endsOf(up, jobIds)).toEqual(ALL_SUCCEEDED);
      return shown;
    },
    { deadlineMs: WAIT_MS },
  );
}

const ALL_SUCCEEDED = SIZES.map(() => "succeeded");
const OLD_SECRET: Wrong = { environment: { BUCKET_KEY: KEY_OF_BEFORE } };

/** [what, the wrong process, the connection that it cannot use, and why] */
type Case = readonly [string, (place: Place) => Wrong, string, RegExp];

const CASES: readonly Case[] = [
  ["an old secret", () => OLD_SECRET, "bucket", /store-refused.*SignatureDoesNotMatch/],
  [
    "an older configuration",
    ({ right: { raw } }) => ({ connections: raw === undefined ? {} : { raw } }),
    "bucket",
    /connection-unknown.*there is no connection/,
  ],
  [
    "a folder that is not mounted",
    ({ folder, right }) => ({
      connections: { ...right, raw: { provider: "file", root: join(folder, "empty") } },
    }),
    "raw",
    /source-missing.*ENOENT/,
  ],
  [
    "another response to the store's name",
    ({ elsewhere }) => ({ connections: elsewhere }),
    "bucket",
    /store-response-invalid/,
  ],
];

describe.concurrent.each(CASES)(
  "one worker of two that has %s",
  (_what, wrongIn, connection, why) => {
    test("fails no job, and says what it cannot use", async (context) => {
      const place = await openPlace(context);
      const what = wrongIn(place);
      const up = await startWith(context, place, { workers: 1, wrong: [{ role: "worker", what }] });

      const { leftAlone, page, ready } = await shownWhileStill(up);

      expect(leftAlone).toMatchObject({ role: "worker", connection });
      expect(`${leftAlone.cause.code} ${leftAlone.cause.message}`).toMatch(why);
      expect(page.stdout).toContain(`worker ${leftAlone.process} cannot use ${connection} as a `);
      expect(ready).toMatch(/^200 /);
      expect(ready).toContain(`cannot use \\"${connection}\\" as a `);
      const complaints = (await logOf(up, "worker-wrong-1")).filter((line) =>
        line.includes("this process cannot use"),
      );
      // One in half a minute, and the test may take longer.
      expect(complaints).not.toEqual([]);
      expect(complaints.filter((line) => !why.test(line))).toEqual([]);
    });
  },
);

describe.concurrent.each(["api", "coordinator"] as const)("one %s of two", (role) => {
  test("that has an old secret, and one that lacks the connection, fail no job", async (context) => {
    const place = await openPlace(context);
    const older: Wrong = { connections: place.right["raw"] ? { raw: place.right["raw"] } : {} };
    const wrong = [OLD_SECRET, older].map((what) => ({ role, what }));
    const up = await startWith(context, place, { workers: 1, wrong });

    const jobIds = await submitAll(up);

    expect(await endsOf(up, jobIds)).toEqual(ALL_SUCCEEDED);
  });
});

describe.concurrent.each([1, 2])("%d workers that all have the same wrong secret", (count) => {
  test("end each job with the store's own words", async (context) => {
    const place = await openPlace(context);
    const wrong = Array.from(
      { length: count },
      () => ({ role: "worker", what: OLD_SECRET }) as const,
    );
    const up = await startWith(context, place, { workers: 0, wrong });

    const jobIds = await submitAll(up);

    expect(await endsOf(up, jobIds)).toEqual(SIZES.map(() => "failed"));
    const { data } = await up.client.listTransfers(jobIds[0] ?? "");
    expect(data[0]?.cause).toMatchObject({
      code: "store-refused",
      message: expect.stringContaining("SignatureDoesNotMatch"),
    });
  });
});
