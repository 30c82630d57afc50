import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createCosObjectStore, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3ObjectStore, createS3SourceReader } from "@penstock/adapter-s3";
import { createHttpSourceReader } from "@penstock/adapter-source";
import {
  type NewObject,
  type ObjectStore,
  type SourceReader,
  STORE_PROFILES,
  type TransferOptions,
} from "@penstock/core";
import { startCosEmulator } from "@penstock/cos-emulator";
import { receiptsOf } from "@penstock/engine";
import { startHttpServer } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";

// The whole engine between real adapters: an emulator with two buckets, both of which speak COS and S3.
const FROM = "from-1250000000";
const TO = "to-1250000000";
const KEY = "in/film.mp4";
const SIGNAL = new AbortController().signal;

const ATTRIBUTES: NewObject["attributes"] = {
  contentType: "video/mp4",
  cacheControl: "max-age=60, public",
  contentDisposition: 'attachment; filename="film.mp4"',
  contentEncoding: "gzip",
  contentLanguage: "de-CH",
  expires: "Wed, 21 Oct 2037 07:28:00 GMT",
  metadata: { origin: "suite", "camera-id": "7 (left), 100%", empty: "" },
};

type Vendor = "cos" | "s3";

async function startStores() {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-attributes-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: "id",
    secretKey: "key",
    buckets: [FROM, TO],
    region: "ap-local",
  });
  const open = <Side extends { close(): void }>(side: Side): Side => {
    onTestFinished(() => side.close());
    return side;
  };
  const optionsOf = (bucket: string) => ({
    bucket,
    region: "ap-local",
    endpoint: emulator.endpoint,
    clock: { nowMs: () => Date.now() },
    credentials: () => ({ accessKeyId: "id", secretAccessKey: "key" }),
  });
  const s3 = { pathStyle: true, profile: STORE_PROFILES.versitygw };
  onTestFinished(async () => {
    await emulator.close();
    await rm(dataDir, { recursive: true });
  });
  return {
    emulator,
    store: (vendor: Vendor, bucket: string): ObjectStore =>
      open(
        vendor === "cos"
          ? createCosObjectStore(optionsOf(bucket))
          : createS3ObjectStore({ ...optionsOf(bucket), ...s3 }),
      ),
    reader: (vendor: Vendor, bucket: string): SourceReader =>
      open(
        vendor === "cos"
          ? createCosSourceReader(optionsOf(bucket))
          : createS3SourceReader({ ...optionsOf(bucket), ...s3 }),
      ),
    http: (baseUrl: string): SourceReader => open(createHttpSourceReader({ baseUrl })),
  };
}

type Stores = Awaited<ReturnType<typeof startStores>>;

async function putSource(stores: Stores, vendor: Vendor, bytes: Uint8Array): Promise<void> {
  const chunks = (async function* () {
    yield bytes;
  })();
  const object = { key: KEY, attributes: ATTRIBUTES, token: "earlier", checksum: "md5" } as const;
  await stores.store(vendor, FROM).put(object, { lengthBytes: bytes.length, chunks }, SIGNAL);
}

type Route = {
  readonly source: SourceReader;
  readonly store: ObjectStore;
  readonly serverSideCopySource?: string;
  readonly options?: Partial<TransferOptions>;
};

/** Carries the object, and gives its receipt. */
async function carry({ source, store, serverSideCopySource, options }: Route) {
  const deployment = new MemoryDeployment(1, {
    connections: {
      store: () => store,
      source: () => source,
      lister: () => {
        throw new Error("nothing is listed here");
      },
      serverSideCopySource: () => serverSideCopySource,
      probe: () => {
        throw new Error("nothing is probed here");
      },
    },
  });
  const jobId = await deployment.submit(KEY, { partSizeBytes: 5 * MIB, ...options });
  await deployment.runUntilIdle();
  const transfer = await deployment.transferOf(jobId);
  const ref = { tenant: "default", transferId: transfer.id };
  const failures = await deployment.ledger.transfers.failures(ref);
  const { items } = await receiptsOf(deployment.engine, "default", jobId, { limit: 1 });
  return { receipt: items[0], failures };
}

async function readStored(stores: Stores) {
  const reader = stores.reader("cos", TO);
  const { sourceVersion, attributes } = await reader.stat(KEY, SIGNAL);
  const copies: Buffer[] = [];
  const whole = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
  for await (const chunk of reader.read(KEY, sourceVersion, whole, SIGNAL)) {
    copies.push(Buffer.from(chunk));
  }
  return { bytes: Buffer.concat(copies), attributes: attributes?.attributes };
}

const SIZES = [
  ["an empty object", 0],
  ["one PUT", 1000],
  ["an upload of parts", 11 * MIB],
] as const;
const WAYS = [
  ["s3", "s3"],
  ["s3", "cos"],
  ["cos", "s3"],
  ["cos", "cos"],
] as const;

test.each(WAYS.flatMap(([from, to]) => SIZES.map(([what, size]) => ({ from, to, what, size }))))(
  "what an object says of itself travels from $from to $to in $what",
  async ({ from, to, size }) => {
    const stores = await startStores();
    const bytes = sampleBytes(1, size);
    await putSource(stores, from, bytes);

    const { receipt, failures } = await carry({
      source: stores.reader(from, FROM),
      store: stores.store(to, TO),
    });

    const stored = await readStored(stores);
    expect(failures).toEqual([]);
    expect(stored.attributes).toEqual(ATTRIBUTES);
    expect(stored.bytes.equals(bytes)).toBe(true);
    expect(receipt?.attributes).toMatchObject({ policy: "preserve", given: [], leftBehind: [] });
    expect(receipt?.attributes?.travelled).toHaveLength(9);
  },
);

test.each([
  ["cos", `${FROM}.cos.ap-local.myqcloud.com`],
  ["s3", FROM],
] as const)(
  "what an object says of itself travels when %s copies the parts itself",
  async (vendor, bucket) => {
    const stores = await startStores();
    await putSource(stores, vendor, sampleBytes(2, 11 * MIB));

    const { receipt } = await carry({
      source: stores.reader(vendor, FROM),
      store: stores.store(vendor, TO),
      serverSideCopySource: bucket,
    });

    expect(receipt?.attributes?.travelled).toHaveLength(9);
    expect((await readStored(stores)).attributes).toEqual(ATTRIBUTES);
    const calls = stores.emulator.journal.entries().map(({ call }) => call);
    expect(calls.some((call) => /copy/i.test(call))).toBe(true);
  },
);

test("a .tar.gz of a web server that calls it x-gzip is copied with its coding", async () => {
  const stores = await startStores();
  const bytes = gzipSync(sampleBytes(3, 100_000));
  const server = await startHttpServer((request, response) => {
    const [, first = "0", last = ""] =
      /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const body = bytes.subarray(Number(first), last === "" ? bytes.length : Number(last) + 1);
    response
      .writeHead(last === "" ? 200 : 206, {
        etag: '"1"',
        "content-type": "application/x-tar",
        "content-encoding": "x-gzip",
        "content-length": body.length,
        "content-range": `bytes ${first}-${Number(first) + body.length - 1}/${bytes.length}`,
      })
      .end(body);
  });
  onTestFinished(server.close);

  const { receipt } = await carry({
    source: stores.http(server.url),
    store: stores.store("s3", TO),
  });

  const { bytes: stored, attributes } = await readStored(stores);
  expect(receipt?.attributes?.travelled).toEqual(["contentType", "contentEncoding"]);
  expect(attributes).toMatchObject({ contentType: "application/x-tar", contentEncoding: "x-gzip" });
  expect(stored.equals(bytes)).toBe(true);
});

test.each([
  [
    "set",
    { contentType: "text/plain", metadata: { origin: "job" } },
    ["contentType", "metadata.origin"],
  ],
  ["none", { contentType: "application/octet-stream", metadata: {} }, []],
] as const)("nothing travels where the job says %s", async (attributePolicy, expected, given) => {
  const stores = await startStores();
  await putSource(stores, "s3", sampleBytes(4, 1000));
  const attributes = attributePolicy === "set" ? expected : { metadata: {} };

  const { receipt } = await carry({
    source: stores.reader("s3", FROM),
    store: stores.store("s3", TO),
    options: { attributePolicy, attributes },
  });

  expect((await readStored(stores)).attributes).toEqual(expected);
  expect(receipt?.attributes).toMatchObject({ policy: attributePolicy, given, travelled: [] });
  expect(receipt?.attributes?.leftBehind[0]?.names).toContain("contentEncoding");
});
