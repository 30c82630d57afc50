import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readReadyLine } from "../../../apps/cli/src/cluster/ready-line.ts";
import { unpin } from "../tools/pinning.ts";
import type { Link } from "./links.ts";

/** Starts the real worker behind a link. It ends with this process. */
export async function startLinkedWorker(
  { namespace, prefix: [command, ...words] }: Link,
  environment: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const worker = spawn(
    command,
    [
      ...[...words, process.execPath],
      ...["--import", import.meta.resolve("../../../apps/cli/src/cluster/exit-with-parent.ts")],
      fileURLToPath(import.meta.resolve("@penstock/worker")),
    ],
    { env: environment, stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  unpin(worker.pid ?? 0);
  if (worker.stdout === null) {
    throw new Error("a child without a pipe");
  }
  const lines = createInterface({ input: worker.stdout });
  const isReady = Promise.withResolvers<boolean>();
  lines.on("line", (line) => {
    if (readReadyLine(line) !== undefined) {
      isReady.resolve(true);
    }
  });
  worker.once("exit", () => isReady.resolve(false));
  if (!(await isReady.promise)) {
    throw new Error(`the worker in ${namespace} ended before it was ready`);
  }
  return worker;
}
