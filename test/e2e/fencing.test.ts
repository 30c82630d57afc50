import type { ServerResponse } from "node:http";
import { eventually, startHttpServer } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PART_BYTES = 4 * MIB;
const BYTES = sampleBytes(3 * PART_BYTES, "fenced");
/** What the first reader of the first part gets before it is made to wait. */
const HALF = PART_BYTES / 2;

/** A source that sends the first reader of the first part only half of it, until it is released. */
async function startHalfway() {
  const released = Promise.withResolvers<void>();
  let readers = 0;

  async function sendInHalves(response: ServerResponse, body: Uint8Array): Promise<void> {
    response.write(body.subarray(0, HALF));
    await released.promise;
    response.end(body.subarray(HALF));
  }

  const server = await startHttpServer(({ headers }, response) => {
    const [first = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [])
      .slice(1)
      .map(Number);
    const body = BYTES.subarray(first, last + 1);
    response.writeHead(206, {
      etag: '"one"',
      "content-length": body.length,
      "content-range": `bytes ${first}-${last}/${BYTES.length}`,
    });
    readers += first === 0 && body.length === PART_BYTES ? 1 : 0;
    if (first === 0 && body.length === PART_BYTES && readers === 1) {
      void sendInHalves(response, body);
    } else {
      response.end(body);
    }
  });
  onTestFinished(server.close);
  return { url: server.url, release: () => released.resolve() };
}

test("a worker that was stopped in a part for longer than its lease harms nothing when it continues", async () => {
  const source = await startHalfway();
  const up = await startTestCluster({
    workers: 2,
    hasStoreControl: true,
    environment: { PENSTOCK_SLOTS: "1" },
    connections: { site: { provider: "http", baseUrl: source.url } },
  });
  onTestFinished(up.close);
  const [zombie, heir] = ["worker-1", "worker-2"].map((name) => up.cluster.member(name).child());
  onTestFinished(() => void [zombie, heir].map((child) => child?.kill("SIGCONT")));
  const { journalAfter, setFaults, summary } = storeControl(up.cluster.storeUrl);
  const ofFirstPart = async () =>
    (await journalAfter(0)).filter(({ call, part }) => call === "UploadPart" && part === 1);

  // Slows nothing down: it is there to be seen, for the journal tells of a request only when it ends.
  const seen = { kind: "slow-read", bytesPerSecond: 1e12 } as const;
  await setFaults([{ on: { call: "UploadPart", part: 1, attempt: 1 }, fault: seen }]);

  // Only one worker runs, so it is the one that takes the first part.
  heir?.kill("SIGSTOP");
  const { id } = await up.client.submitJob({
    source: { connection: "site", key: "big.bin" },
    destination: { connection: "local", key: "big.bin" },
    options: { partSize: "4MiB" },
  });
  await eventually(async () => (await summary()).faultsFired === 1);
  zombie?.kill("SIGSTOP");
  heir?.kill("SIGCONT");
  // The other half of the part waits in the sockets of the stopped worker from now on.
  source.release();
  const job = await up.client.waitForJob(id);
  const whileStopped = await ofFirstPart();
  const [complete] = (await journalAfter(0)).filter(
    ({ call, status }) => call === "CompleteMultipartUpload" && status === 200,
  );

  zombie?.kill("SIGCONT");
  const late = await eventually(async () => (await ofFirstPart())[whileStopped.length]);

  expect(job.state).toBe("succeeded");
  expect(whileStopped).toMatchObject([{ status: 200, bytesReceived: PART_BYTES }]);
  expect(late.seq).toBeGreaterThan(complete?.seq ?? Number.POSITIVE_INFINITY);
  expect(["cut", 404]).toContain(late.status);
  expect(late.bytesReceived).toBeLessThanOrEqual(HALF);
  expect((await up.readObject("big.bin")).equals(BYTES)).toBe(true);
  const { data } = await up.client.listTransfers(id);
  expect(data).toMatchObject([{ state: "stored", generation: 1, failures: [] }]);
  expect(await up.openUploads()).toEqual([]);
});
