import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import type { Bench } from "../result.ts";
import { median, rounded } from "../tools/statistics.ts";

const CONNECTIONS = 32;
/** Until what is called often is compiled: before 12,000 requests, its compiler takes as much as the requests. */
const WARM_UP = 16_000;

const JOB = JSON.stringify({
  name: "nightly-raw-to-cos",
  source: { connection: "disk", key: "2026/11/21/part-0001.parquet" },
  destination: { connection: "cloud", key: "landing/2026/11/21/part-0001.parquet" },
  options: {
    partSize: "16MiB",
    overwrite: "if_different",
    verify: "part",
    metadata: { from: "raw" },
  },
  labels: { team: "ml", pipeline: "nightly" },
});

/** CPU time of the api for one accepted job, its key looked at and its line logged, without Redis and journal. */
export const apiPost: Bench = {
  name: "api-post",
  run: async (lab) => {
    const requests = lab.isQuick ? 4000 : 20_000;
    const server = fork(fileURLToPath(new URL("./serve-api.ts", import.meta.url)));
    try {
      const [{ url, key }] = (await once(server, "message")) as [{ url: string; key: string }];
      const post = poster(url, key);
      await inTurns(WARM_UP, post);
      const figures: number[] = [];
      for (let run = 0; run < lab.runs; run += 1) {
        const before = await cpuUs(server);
        await inTurns(requests, post);
        figures.push(((await cpuUs(server)) - before) / requests);
      }
      const us = rounded(median(figures));
      return [
        {
          ...{ name: "api-post", unit: "µs", ours: us, us, runs: lab.runs },
          note: `${requests} requests of ${JOB.length} bytes over ${CONNECTIONS} connections, one of 1000 keys`,
        },
      ];
    } finally {
      server.disconnect();
    }
  },
};

async function cpuUs(server: ChildProcess): Promise<number> {
  const reported = once(server, "message");
  server.send("cpu");
  return Number((await reported)[0]);
}

async function inTurns(requests: number, post: () => Promise<void>): Promise<void> {
  let left = requests;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await post();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

function poster(url: string, key: string): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const options = {
    ...{ method: "POST", agent },
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(JOB),
      authorization: `Bearer ${key}`,
    },
  };
  return () =>
    new Promise((resolve, reject) => {
      const asked = request(`${url}/v1/jobs`, options, (response) => {
        response.resume().once("end", () => {
          if (response.statusCode === 201) {
            resolve();
          } else {
            reject(new Error(`the API answered ${response.statusCode}`));
          }
        });
      });
      asked.once("error", reject).end(JOB);
    });
}
