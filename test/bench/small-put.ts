import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Copy, SINK_BUCKET } from "./bench-cluster.ts";
import { compare, readRounds } from "./contenders/compare.ts";
import { processContender } from "./contenders/contender.ts";
import type { SmallPuts } from "./contenders/our-small-puts.ts";
import { ourWorker } from "./contenders/our-worker.ts";
import { peersOf } from "./contenders/peers.ts";
import { AT_ONCE } from "./lab.ts";
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
    const files = join(cluster.folder, FOLDER);
    await mkdir(files);
    await inParallel(upTo(count), AT_ONCE, async (index) => {
      await cluster.file(`${FOLDER}/${index}`, SIZE_BYTES);
    });
    let runs = 0;
    const worker = await ourWorker(cluster, () => {
      runs += 1;
      return upTo(count).map(
        (index): Copy => ({
          from: ["files", `${FOLDER}/${index}`],
          to: ["s3", `small/ours-${runs}/${index}`],
        }),
      );
    });
    const options: SmallPuts = {
      endpoint: lab.sink.url,
      bucket: SINK_BUCKET,
      count,
      sizeBytes: SIZE_BYTES,
      atOnce: AT_ONCE,
    };
    const path = await processContender(
      "data path",
      import.meta.resolve("./contenders/our-small-puts.ts"),
      options,
      { environment: cluster.environment, warmUpRuns: WARM_UP_RUNS },
    );
    const sdk = await processContender(
      "aws-sdk",
      import.meta.resolve("./contenders/aws-sdk-small-puts.ts"),
      options,
      { warmUpRuns: WARM_UP_RUNS },
    );
    const tools = peersOf(lab);
    const to = (key: string) => `s3://${SINK_BUCKET}/small/${key}/`;
    const peers = [
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
    const rounds = await compare(lab, [worker, path, ...peers], count * SIZE_BYTES);
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
