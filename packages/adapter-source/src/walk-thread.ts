// A thread that walks folders, a page at a time.

import { parentPort } from "node:worker_threads";
import { respondTo } from "./open-walks.ts";
import type { WalkQuestion } from "./walk-page.ts";

parentPort?.on("message", (question: WalkQuestion) => {
  const response = respondTo(question);
  parentPort?.postMessage(response, "numbers" in response ? [response.numbers.buffer] : []);
});
