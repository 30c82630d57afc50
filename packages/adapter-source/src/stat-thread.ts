// A thread that asks the system about files, one behind the other.

import { statSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { reply, type StatQuestion } from "./stat-reply.ts";

parentPort?.on("message", (question: StatQuestion) => {
  const said = reply(question, (path) => statSync(path, { bigint: true }));
  parentPort?.postMessage(said, [said.numbers.buffer]);
});
