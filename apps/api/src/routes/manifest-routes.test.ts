import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_MANIFEST_BYTES } from "@penstock/core";
import { uploadManifest } from "@penstock/engine";
import { openJournalDirectory, openManifestStore } from "@penstock/journal";
import {
  eventually,
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { manifestView, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestApi, DISK_AND_CLOUD } from "../http/test-api.ts";

const DAY_MS = 24 * 3_600_000;
const LIST = "key,size\na.bin,1\n";

let folder: string;
let clock: ManualClock;
const open: FastifyInstance[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-sent-"));
  clock = new ManualClock(Date.UTC(2026, 0));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
  await rm(folder, { recursive: true });
});

async function createApi() {
  const errors: string[] = [];
  const log = {
    ...silentLog,
    errors,
    error: (_fields: object, message: string) => void errors.push(message),
  };
  const random = seededRandom(1);
  await openJournalDirectory(folder, { random, log: silentLog });
  const connections = { documentStore: () => expect.fail("it lies in a folder") };
  const manifests = openManifestStore({ kind: "folder", path: folder }, { random, connections });
  const app = createTestApi({
    ...{ ledger: new MemoryLedger(clock), clock, queue: new MemoryTaskQueue() },
    ...{ random, log, journal: new MemoryJournal(), manifests },
    ...{ config: new MemoryConfigStore(clock), connections: DISK_AND_CLOUD },
  });
  open.push(app);
  const send = (
    payload: string,
    headers: Record<string, string> = { "content-type": "text/csv" },
  ) => app.inject({ method: "POST", url: "/v1/manifests", payload, headers });
  const submit = (manifest: object) =>
    app.inject({
      ...{ method: "POST", url: "/v1/jobs" },
      payload: {
        source: { connection: "disk", manifest },
        destination: { connection: "cloud", key: "{relativeKey}" },
      },
    });
  return { app, log, manifests, random, send, submit };
}

describe("POST /v1/manifests", () => {
  test("keeps a manifest, by whose id a job of the tenant is accepted", async () => {
    const { send, submit } = await createApi();

    const sent = await send(LIST);
    const { id, ...kept } = manifestView.parse(sent.json());
    const job = await submit({ upload: id });

    expect(sent.statusCode).toBe(201);
    expect(kept).toEqual({ bytes: 17, format: "csv", expiresAt: "2026-01-02T00:00:00.000Z" });
    expect(job.statusCode).toBe(201);
    expect(job.json().list.source).toEqual({ connection: "disk", kind: "manifest", name: id });
  });

  test("takes more than other bodies may have, and JSON Lines", async () => {
    const { send } = await createApi();
    const line = `${JSON.stringify({ key: "a".repeat(1000) })}\n`;

    const sent = await send(line.repeat(300), { "content-type": "application/x-ndjson" });

    expect(manifestView.parse(sent.json())).toMatchObject({
      ...{ bytes: line.length * 300, format: "jsonl" },
    });
  });

  test.each([
    ["another type", { "content-type": "application/xml" }, 415],
    ["another charset", { "content-type": "text/csv; charset=utf-16" }, 415],
    ["gzip", { "content-type": "text/csv", "content-encoding": "gzip" }, 415],
    ["more than there may be", { "content-type": "text/csv", "content-length": "67108865" }, 413],
  ] as const)("refuses %s", async (_what, headers, status) => {
    const { send } = await createApi();

    const refused = await send(LIST, headers);

    expect(refused.statusCode).toBe(status);
    expect(problem.parse(refused.json()).detail).not.toBe("");
  });

  test("refuses what turns out too large, and keeps nothing of it", async () => {
    const { app } = await createApi();
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    async function* endless() {
      for (let sent = 0; sent <= MAX_MANIFEST_BYTES; sent += 1024 * 1024) {
        yield new Uint8Array(1024 * 1024);
      }
    }
    const init: RequestInit & { duplex: "half" } = {
      ...{ method: "POST", headers: { "content-type": "text/csv" }, duplex: "half" },
      body: ReadableStream.from(endless()),
    };

    const response = await fetch(`${url}/v1/manifests`, init);

    const refused = problem.parse(await response.json());
    expect(refused).toMatchObject({ status: 413, code: "request-too-large" });
    expect(refused.detail).toContain("64 MiB");
    expect(await readdir(join(folder, "manifests.d"), { recursive: true })).toEqual(["default"]);
  });

  test("keeps nothing of a manifest whose client goes away, which is no failure of ours", async () => {
    const { app, log } = await createApi();
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/manifests HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: text/csv\r\ncontent-length: 5000000\r\n\r\nkey\n`,
    );
    // The first piece is written.
    socket.write("a".repeat(4 * 1024 * 1024));
    const folderOfAll = join(folder, "manifests.d");
    const files = () => readdir(folderOfAll, { recursive: true }).catch(() => []);
    await eventually(async () => (await files()).some((name) => name.endsWith(".piece")));
    socket.destroy();

    await eventually(async () => (await files()).join() === "default");
    expect(log.errors).toEqual([]);
  });

  test("takes so many of a tenant within a day", async () => {
    const { send } = await createApi();
    for (let sent = 0; sent < 100; sent += 1) {
      await send(LIST);
    }

    const refused = await send(LIST);
    clock.advance(DAY_MS + 1);
    const later = await send(LIST);

    expect(problem.parse(refused.json()).code).toBe("quota-exceeded");
    expect(later.statusCode).toBe(201);
  });

  test("says what is missing where there is no journal", async () => {
    const { app } = await createApi();
    await app.close();
    const bare = createTestApi({
      ...{ ledger: new MemoryLedger(clock), clock, queue: new MemoryTaskQueue() },
      ...{ random: seededRandom(1), log: silentLog },
      ...{ config: new MemoryConfigStore(clock), connections: DISK_AND_CLOUD },
    });
    open.push(bare);

    const headers = { "content-type": "text/csv" };
    const refused = await bare.inject({
      ...{ method: "POST", url: "/v1/manifests", payload: LIST, headers },
    });

    expect(problem.parse(refused.json()).code).toBe("journal-required");
  });
});

describe("a job by a manifest that was sent", () => {
  async function* listBytes() {
    yield new TextEncoder().encode(LIST);
  }

  test("is refused where another tenant sent it, or none did", async () => {
    const { manifests, random, submit } = await createApi();
    const by = { manifests, clock, random };
    const { id } = await uploadManifest(by, { tenant: "other", format: "csv", bytes: listBytes() });

    const foreign = await submit({ upload: id });
    const unknown = await submit({ upload: `mf_${"0".repeat(26)}` });

    for (const refused of [foreign, unknown]) {
      expect(problem.parse(refused.json())).toMatchObject({
        status: 422,
        code: "manifest-invalid",
      });
    }
  });

  test("is refused once its day is over", async () => {
    const { send, submit } = await createApi();
    const { id } = manifestView.parse((await send(LIST)).json());

    clock.advance(DAY_MS + 1);
    const refused = await submit({ upload: id });

    expect(problem.parse(refused.json()).detail).toContain("more than a day ago");
  });

  test.each([
    [{ upload: "list.csv" }, "/source/manifest/upload"],
    [{ upload: `mf_${"0".repeat(26)}`, format: "csv" }, "/source/manifest/format"],
    [{ upload: `mf_${"0".repeat(26)}`, url: "https://a.example.org/l.csv" }, "/source/manifest"],
    [{ url: "https://a.example.org/l.csv" }, "/source/manifest/format"],
    [{ connection: "disk", format: "csv" }, "/source/manifest"],
  ] as const)("%o is refused at %s", async (manifest, pointer) => {
    const { submit } = await createApi();

    const refused = problem.parse((await submit(manifest)).json());

    expect(refused.code).toBe("request-invalid");
    expect(refused.errors?.map((each) => each.pointer)).toContain(pointer);
  });
});
