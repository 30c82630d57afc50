import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Before, beforeOf } from "./before.ts";
import { type BenchCluster, type Copy, SINK_BUCKET } from "./bench-cluster.ts";
import { compare, readRounds } from "./contenders/compare.ts";
import { type Contender, processContender } from "./contenders/contender.ts";
import type { SmallPuts } from "./contenders/our-small-puts.ts";
import { type OurWorker, ourWorker } from "./contenders/our-worker.ts";
import { peersOf } from "./contenders/peers.ts";
import { AT_ONCE, type Lab } from "./lab.ts";
import type { Bench } from "./result.ts";
import { inParallel, upTo } from "./tools/in-parallel.ts";
import { rounded } from "./tools/statistics.ts";

const SIZE_BYTES = 1024;
const MIB = 1024 * 1024;
/** A small PUT is code more than bytes: after one run of 1000, half its CPU still goes to V8's compilers. */
const WARM_UP_RUNS = 15;
const FOLDER = "small-files";

/** Objects of 1 KiB, one PUT each: by the worker a job for each, by the data path alone the PUT only. */
export const smallPut: Bench = {
  name: "small-put",
  run: async (lab) => {
    const count = lab.isQuick ? 20 : 1000;
    const cluster = await lab.cluster();
    const options: SmallPuts = {
      endpoint: lab.sink.url,
      bucket: SINK_BUCKET,
      count,
      sizeBytes: SIZE_BYTES,
      atOnce: AT_ONCE,
    };
    const { worker, path } = await oursAt(cluster, { options, at: (name) => name });
    const before = lab.before && (await oursBefore(lab.before, options));
    const peers = before === undefined ? await others(lab, cluster, options) : [];
    const contenders = [worker, path, ...(before ?? []), ...peers];
    const rounds = await compare(lab, contenders, count * SIZE_BYTES);
    const reading = {
      unit: "ms/PUT",
      peers: peers.map(({ name }) => name),
      toUnit: (cpuSeconds: number) => (cpuSeconds * 1000) / count,
      mib: (count * SIZE_BYTES) / MIB,
    };
    return [
      {
        ...readRounds(rounds, { ...reading, name: "small-put", ours: "ours" }),
        redisCallsPerPart: rounded(worker.redisCalls() / count),
        redisBytesPerPart: rounded(worker.redisBytes() / count),
        note: "one job for each object, from submit to receipt",
      },
      readRounds(rounds, { ...reading, name: "small-put, data path", ours: "data path" }),
    ];
  },
};

/** @param at the name, and where the module lies, of this version or of an earlier one */
async function oursAt(
  cluster: BenchCluster,
  {
    options,
    at,
    moduleOf = (module) => module,
  }: {
    readonly options: SmallPuts;
    readonly at: (name: string) => string;
    readonly moduleOf?: (module: string) => string;
  },
): Promise<{ readonly worker: OurWorker; readonly path: Contender }> {
  await mkdir(join(cluster.folder, FOLDER));
  await inParallel(upTo(options.count), AT_ONCE, async (index) => {
    await cluster.file(`${FOLDER}/${index}`, SIZE_BYTES);
  });
  let runs = 0;
  const worker = await ourWorker(
    cluster,
    () => {
      runs += 1;
      return upTo(options.count).map(
        (index): Copy => ({
          from: ["files", `${FOLDER}/${index}`],
          to: ["s3", `small/${at("ours")}-${runs}/${index}`],
        }),
      );
    },
    at("ours"),
  );
  const path = await processContender(
    at("data path"),
    moduleOf(import.meta.resolve("./contenders/our-small-puts.ts")),
    options,
    { environment: cluster.environment, warmUpRuns: WARM_UP_RUNS },
  );
  return { worker, path };
}

async function oursBefore(before: Before, options: SmallPuts): Promise<readonly Contender[]> {
  const cluster = await before.cluster();
  const { worker, path } = await oursAt(cluster, {
    options,
    at: beforeOf,
    moduleOf: before.module,
  });
  return [worker, path];
}

async function others(
  lab: Lab,
  cluster: BenchCluster,
  options: SmallPuts,
): Promise<readonly Contender[]> {
  const files = join(cluster.folder, FOLDER);
  const sdk = await processContender(
    "aws-sdk",
    import.meta.resolve("./contenders/aws-sdk-small-puts.ts"),
    options,
    { warmUpRuns: WARM_UP_RUNS },
  );
  const tools = peersOf(lab);
  const to = (key: string) => `s3://${SINK_BUCKET}/small/${key}/`;
  return [
    sdk,
    ...tools.command(
      "curl",
      (key) => `cd ${files} && curl -sf -T "{$(ls | paste -sd,)}" ${lab.sink.url}/${key}/`,
    ),
    ...tools.command("rclone", (key) => `${tools.rclone} copy ${files} B:${SINK_BUCKET}/${key}`),
    ...tools.command("aws", (key) => `${tools.aws} cp --recursive ${files} ${to(key)}`),
    ...tools.command("s3cmd", (key) => `${tools.s3cmd} put --recursive ${files}/ ${to(key)}`),
    ...tools.command("s5cmd", (key) => `${tools.s5cmd} cp ${files}/ ${to(key)}`),
  ];
}
