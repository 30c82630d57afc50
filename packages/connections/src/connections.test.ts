import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { connectionsFile } from "@penstock/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createConnections, type OpenConnections } from "./connections.ts";

const CREDENTIALS = { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" };
const CLOUD = { provider: "cos", bucket: "ingest-1250000000", region: "ap-beijing" };
const LAB = { provider: "versitygw", bucket: "lab", region: "us-east-1" };
const ENVIRONMENT = { COS_ID: "the-id", COS_KEY: "canary-key" };

const signal = AbortSignal.timeout(120_000);
const open: AsyncDisposable[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "penstock-connections-"));
});

afterEach(async () => {
  for (const resource of open.splice(0)) {
    await resource[Symbol.asyncDispose]();
  }
  rmSync(folder, { recursive: true });
});

function connect(
  connections: Record<string, unknown>,
  environment: Record<string, string> = ENVIRONMENT,
): { connections: OpenConnections; secrets: Set<string> } {
  const secrets = new Set<string>();
  const file = connectionsFile.parse({ connections });
  const opened = createConnections(file, { environment, secrets, clock: new ManualClock() });
  open.push({ [Symbol.asyncDispose]: async () => opened.close() });
  return { connections: opened, secrets };
}

/** A store that knows no object, and remembers the headers it was asked with. */
async function startStore() {
  const asked: Record<string, unknown>[] = [];
  const server = await startHttpServer((request, response) => {
    asked.push({ ...request.headers, path: request.url });
    response.writeHead(404, { "x-cos-request-id": "r1" }).end();
  });
  open.push({ [Symbol.asyncDispose]: () => server.close() });
  return { url: server.url, asked };
}

describe("what this process cannot use", () => {
  test("is named for each connection, by the variable, file or folder that is missing", async () => {
    writeFileSync(join(folder, "file"), "");
    const { connections } = connect(
      {
        cloud: { ...CLOUD, credentials: CREDENTIALS },
        lab: { ...LAB, credentials: { ...CREDENTIALS, secretAccessKey: `file:${folder}/none` } },
        disk: { provider: "file", root: folder },
        gone: { provider: "file", root: join(folder, "gone") },
        file: { provider: "file", root: join(folder, "file") },
        site: { provider: "http", baseUrl: "http://127.0.0.1:1" },
      },
      { COS_ID: "the-id" },
    );

    const reasons = await connections.whyUnusable();

    expect(reasons).toEqual([
      expect.stringMatching(/"cloud".*COS_KEY.*missing or empty/),
      expect.stringMatching(/"lab".*none.*missing or empty/),
      expect.stringMatching(/"gone".*root cannot be read.*ENOENT/),
      expect.stringMatching(/"file".*root cannot be read.*ENOTDIR/),
    ]);
    expect(reasons.join()).not.toContain("the-id");
  });
});

describe("createConnections", () => {
  test("names the connections that exist when asked for another", () => {
    const { connections } = connect({ disk: { provider: "file", root: folder } });

    expect(() => connections.source("disc")).toThrow(
      expect.objectContaining({
        code: "connection-unknown",
        message: expect.stringContaining("there are: disk"),
      }),
    );
    expect(() => connections.store("constructor")).toThrow('no connection "constructor"');
  });

  test.each([
    ["file", { provider: "file", root: "/srv" }],
    ["http", { provider: "http", baseUrl: "http://127.0.0.1:1/" }],
  ])("refuses to write to a %s connection", (_provider, settings) => {
    const { connections } = connect({ origin: settings });

    expect(() => connections.store("origin")).toThrow(
      expect.objectContaining({ code: "connection-unsuitable" }),
    );
  });

  test("opens each connection once", () => {
    const { connections } = connect({ cloud: { ...CLOUD, credentials: CREDENTIALS } });

    expect(connections.store("cloud")).toBe(connections.store("cloud"));
    expect(connections.source("cloud")).toBe(connections.source("cloud"));
  });

  test("lists a folder, and refuses to list a web server", async () => {
    const { connections } = connect({
      files: { provider: "file", root: folder },
      site: { provider: "http", baseUrl: "http://127.0.0.1:1/" },
    });
    writeFileSync(join(folder, "one"), "1");

    const { entries } = await connections
      .lister("files")
      .page({ prefix: "", after: "" }, 10, AbortSignal.timeout(120_000));

    expect(entries.map(({ key }) => key)).toEqual(["one"]);
    expect(connections.lister("files")).toBe(connections.lister("files"));
    expect(() => connections.lister("site")).toThrow(
      expect.objectContaining({ code: "connection-unsuitable" }),
    );
  });

  test("reads files below the root of a file connection", async () => {
    writeFileSync(join(folder, "a.bin"), "12345");
    const { connections } = connect({ disk: { provider: "file", root: folder } });

    const { sourceVersion } = await connections.source("disk").stat("a.bin", signal);

    expect(sourceVersion.sizeBytes).toBe(5);
  });

  test("connects a COS bucket to its endpoint under the bucket's own host name", async () => {
    const { url, asked } = await startStore();
    const { connections } = connect({
      cloud: { ...CLOUD, endpoint: url, credentials: CREDENTIALS },
    });

    await connections.store("cloud").head("a.bin", "crc64xz", signal);

    expect(asked[0]).toMatchObject({
      host: "ingest-1250000000.cos.ap-beijing.myqcloud.com",
      authorization: expect.stringContaining("q-ak=the-id"),
    });
  });

  test("connects an S3 bucket to its endpoint, with the bucket in the path", async () => {
    const { url, asked } = await startStore();
    const { connections } = connect({
      lab: { ...LAB, endpoint: url, credentials: CREDENTIALS },
    });

    const head = await connections.store("lab").head("a.bin", "crc32", signal);

    expect(head).toBeUndefined();
    expect(asked[0]).toMatchObject({
      path: "/lab/a.bin",
      authorization: expect.stringContaining("Credential=the-id/"),
    });
  });

  test.each([
    ["http", (url: string) => ({ provider: "http", baseUrl: url })],
    ["cos", (url: string) => ({ ...CLOUD, endpoint: url, credentials: CREDENTIALS })],
    ["versitygw", (url: string) => ({ ...LAB, endpoint: url, credentials: CREDENTIALS })],
  ])("ends the requests under way of a %s connection when closed", async (_provider, settings) => {
    const server = await startHttpServer(() => connections.close());
    open.push({ [Symbol.asyncDispose]: () => server.close() });
    const { connections } = connect({ origin: settings(server.url) });

    const stat = connections.source("origin").stat("a.bin", signal);

    await expect(stat).rejects.toMatchObject({ code: "source-unreachable" });
  });

  test("lets a connection choose its checksum", () => {
    const { connections } = connect({
      lab: { ...LAB, checksum: "md5", maxParts: 500, credentials: CREDENTIALS },
    });

    expect(connections.store("lab").profile.checksum).toBe("md5");
  });

  test("opens a store with something decided otherwise, beside the one that is kept", async () => {
    const { connections } = connect({
      lab: { ...LAB, checksum: "md5", credentials: CREDENTIALS },
      cloud: { ...CLOUD, credentials: CREDENTIALS },
    });

    const probe = connections.probe("lab", { pathStyle: false, checksum: "crc32" });
    const cosProbe = connections.probe("cloud", { pathStyle: true, checksum: "md5" });
    probe.close();
    cosProbe.close();

    expect(probe.profile).toMatchObject({ pathStyle: false, checksum: "crc32" });
    expect(connections.store("lab").profile).toMatchObject({
      pathStyle: true,
      checksum: "md5",
      isChecksumChosen: true,
    });
    // COS has no choice.
    expect(cosProbe.profile).toMatchObject({ pathStyle: false, checksum: "crc64xz" });
  });

  const otherCredentials = { ...CREDENTIALS, accessKeyId: "env:OTHER_ID" };
  const customer = { kind: "customer", key: "env:SSE_KEY" };

  test.each<[string, object, object, string | undefined]>([
    [
      "a COS bucket, by its host",
      { ...CLOUD, bucket: "raw-1250000000", region: "ap-guangzhou" },
      CLOUD,
      "raw-1250000000.cos.ap-guangzhou.myqcloud.com",
    ],
    ["an S3 bucket, by its name", { ...LAB, bucket: "raw" }, LAB, "raw"],
    ["no bucket of another account", { ...CLOUD, credentials: otherCredentials }, CLOUD, undefined],
    ["no bucket of another kind", LAB, CLOUD, undefined],
    ["no bucket at another address", { ...LAB, endpoint: "http://127.0.0.1:1" }, LAB, undefined],
    ["no S3 bucket of another region", { ...LAB, region: "eu-west-1" }, LAB, undefined],
    ["no bucket that reads with a key", { ...CLOUD, encryption: customer }, CLOUD, undefined],
  ])("a store copies from %s", (_what, source, destination, bucket) => {
    const { connections } = connect({
      source: { credentials: CREDENTIALS, ...source },
      destination: { credentials: CREDENTIALS, ...destination },
    });

    expect(connections.serverSideCopySource("source", "destination")).toBe(bucket);
  });

  test.each(["", "too short"])("refuses to write under the customer's key %j", async (key) => {
    const { url, asked } = await startStore();
    const { connections } = connect(
      { cloud: { ...CLOUD, endpoint: url, credentials: CREDENTIALS, encryption: customer } },
      { ...ENVIRONMENT, SSE_KEY: key },
    );
    const object = { key: "a", attributes: { metadata: {} }, token: "t", checksum: "md5" } as const;

    const opened = connections.store("cloud").initiate(object, signal);

    await expect(opened).rejects.toMatchObject({ code: "settings-invalid" });
    expect(asked).toEqual([]);
  });

  test("takes up credentials that change, and tells the log about each of them", async () => {
    const { url, asked } = await startStore();
    const keyFile = join(folder, "key");
    writeFileSync(keyFile, "canary-one\n");
    const credentials = { ...CREDENTIALS, accessKeyId: `file:${keyFile}` };
    const { connections, secrets } = connect({ cloud: { ...CLOUD, endpoint: url, credentials } });

    await connections.store("cloud").head("a.bin", "crc64xz", signal);
    writeFileSync(keyFile, "canary-two\n");
    await connections.store("cloud").head("a.bin", "crc64xz", signal);

    expect(asked[1]).toMatchObject({ authorization: expect.stringContaining("q-ak=canary-two") });
    expect([...secrets].sort()).toEqual(["canary-key", "canary-one", "canary-two"]);
  });

  test("names the connection and the place of a secret that is missing", async () => {
    const { connections } = connect({ cloud: { ...CLOUD, credentials: CREDENTIALS } }, {});

    const head = connections.store("cloud").head("a.bin", "crc64xz", signal);

    await expect(head).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/"cloud".*COS_ID/),
    });
  });

  test("describes every connection without its secrets", () => {
    const { connections } = connect({
      disk: { provider: "file", root: "/srv/data" },
      cloud: { ...CLOUD, credentials: CREDENTIALS },
      other: {
        provider: "minio",
        bucket: "b",
        region: "us-east-1",
        endpoint: "http://127.0.0.1:9000",
        credentials: CREDENTIALS,
      },
    });

    expect(connections.describe()).toEqual([
      {
        ...{ name: "disk", provider: "file", isWritable: false, location: "/srv/data" },
        origin: "file",
      },
      {
        name: "cloud",
        provider: "cos",
        isWritable: true,
        location: "ingest-1250000000 in ap-beijing",
        origin: "file",
      },
      {
        name: "other",
        provider: "minio",
        isWritable: true,
        location: "b in us-east-1 at http://127.0.0.1:9000",
        origin: "file",
      },
    ]);
  });
});

describe("an address in a place of Penstock's own", () => {
  const JOURNAL = { kind: "store", connection: "cloud", prefix: "journal/" } as const;

  function opened() {
    const stored = { ...CLOUD, credentials: CREDENTIALS };
    return connect({
      cloud: stored,
      "same-bucket": { ...stored, credentials: { ...CREDENTIALS, accessKeyId: "env:OTHER_ID" } },
      "other-bucket": { ...stored, bucket: "other-1250000000" },
      disk: { provider: "file", root: folder },
      inside: { provider: "file", root: join(folder, "journal", "jobs") },
    }).connections;
  }

  test.each([
    ["cloud", "journal/jobs/a", true],
    ["same-bucket", "journal/", true],
    ["other-bucket", "journal/jobs/a", false],
    ["cloud", "journalled/a", false],
    ["disk", "journal/jobs/a", false],
  ])("of %s under %s: %s", (connection, key, isIn) => {
    expect(opened().keysInOwnPlace(connection, JOURNAL)(key)).toBe(isIn);
  });

  test.each([
    ["disk", "journal/jobs/a", true],
    ["disk", "a/../journal/jobs", true],
    ["disk", "journal", true],
    ["disk", "journals/a", false],
    ["disk", "a/journal", false],
    ["inside", "a", true],
    ["cloud", "journal/jobs/a", false],
  ])("in a folder, of %s under %s: %s", (connection, key, isIn) => {
    const place = { kind: "folder", path: join(folder, "journal") } as const;

    expect(opened().keysInOwnPlace(connection, place)(key)).toBe(isIn);
  });
});

test("calls to the URLs of jobs are told of under one name, whatever servers they name", async () => {
  const operations: string[] = [];
  const tools = { environment: {}, secrets: new Set<string>(), clock: new ManualClock() };
  const connections = createConnections({ connections: {} }, tools, ({ connection, operation }) =>
    operations.push(`${connection} ${operation}`),
  );
  open.push({ [Symbol.asyncDispose]: async () => connections.close() });

  for (const port of [1, 2]) {
    const asked = connections.source(`http://127.0.0.1:${port}`).stat("a", signal);
    await expect(asked).rejects.toMatchObject({ code: "address-blocked" });
  }

  expect(operations).toEqual(["(url) stat", "(url) stat"]);
});
