// A thread that walks folders, for whoever asks for a page.

import { parentPort } from "node:worker_threads";
import { answerTo } from "./open-walks.ts";
import type { WalkQuestion } from "./walk-page.ts";

parentPort?.on("message", (question: WalkQuestion) => {
  const answer = answerTo(question);
  parentPort?.postMessage(answer, "numbers" in answer ? [answer.numbers.buffer] : []);
});
