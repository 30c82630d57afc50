import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Cost, timeCommand } from "../tools/commands.ts";
import { pinMeasured } from "../tools/pinning.ts";

/** One that does the work that is measured. Each run does all of it once more, under a key of its own. */
export type Contender = {
  readonly name: string;
  /** A process that stays compiles code in its first runs: so many are not counted. */
  readonly warmUpRuns: number;
  run(): Promise<Cost>;
  stop(): Promise<void>;
};

/** A program that is started for each run; its start counts. */
export function commandContender(
  name: string,
  line: () => string,
  environment: NodeJS.ProcessEnv,
): Contender {
  return {
    name,
    warmUpRuns: 0,
    run: () => timeCommand(line(), environment),
    stop: () => Promise.resolve(),
  };
}

/** Of large objects: measured in one that went on, the cost falls by a quarter over the first five. */
export const WARM_UP_RUNS = 5;

type ProcessSettings = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly warmUpRuns?: number;
};

/** A module that answers each message by doing the work (`serveRuns`); its start does not count. */
export async function processContender(
  name: string,
  module: string,
  options: object,
  { environment = {}, warmUpRuns = WARM_UP_RUNS }: ProcessSettings = {},
): Promise<Contender> {
  const child = fork(fileURLToPath(module), [JSON.stringify(options)], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await nextMessage(child);
  pinMeasured(child.pid ?? 0);
  return {
    name,
    warmUpRuns,
    run: async () => {
      child.send("run");
      const response = await nextMessage(child);
      if ("failure" in response) {
        throw new Error(response.failure);
      }
      return response;
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await once(child, "exit");
      }
    },
  };
}

type Outcome = Cost | { readonly failure: string };

async function nextMessage(child: ChildProcess): Promise<Outcome> {
  const stopped = new AbortController();
  const { signal } = stopped;
  try {
    const [response] = await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(() => [{ failure: "its process ended" }]),
    ]);
    return response;
  } finally {
    stopped.abort();
  }
}
