/** Our stores' `put` of 1 KiB that is in memory, again and again. */
import { openConnections } from "@penstock/connections";
import { systemClock } from "@penstock/process";
import { checksumOfZeros } from "../sink/zeros.ts";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

export type SmallPuts = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly count: number;
  readonly sizeBytes: number;
  readonly atOnce: number;
};

const { count, sizeBytes, atOnce } = readOptions<SmallPuts>();
const connections = await openConnections(process.env["PENSTOCK_CONFIG"] ?? "", {
  secrets: new Set(),
  clock: systemClock,
});
const store = connections.store("s3");
const algorithm = store.profile.checksum;
const bytes = new Uint8Array(sizeBytes);
const checksum = checksumOfZeros(algorithm, sizeBytes);
const signal = new AbortController().signal;

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield bytes;
}

serveRuns((run) =>
  inParallel(upTo(count), atOnce, async (index) => {
    const key = `small/data-path-${run}/${index}`;
    const object = { key, attributes: { metadata: {} }, token: "bench", checksum: algorithm };
    const body = { lengthBytes: sizeBytes, chunks: chunks(), checksum, isHeld: true };
    await store.put(object, body, signal);
  }),
);
