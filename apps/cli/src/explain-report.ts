import type { ExplainView } from "@penstock/wire";
import { plainText } from "./progress/progress-text.ts";

/** Why a job is not faster now, for a person. Pure. */
export function explainText(view: ExplainView): readonly string[] {
  const { jobId, boundBy, since, sentence, evidence, nextTryAt, actions } = view;
  const { waits } = evidence;
  if (boundBy === null) {
    return [`${jobId}  ${plainText(sentence)}`];
  }
  return [
    `${jobId}  bound by: ${boundBy}${since === null ? "" : ` since ${since}`}`,
    `  ${plainText(sentence)}`,
    ...(nextTryAt === null ? [] : [`  next try  ${nextTryAt} at the latest`]),
    ...phaseLines(evidence),
    `  workers   ${waits.workers}, ${waits.busy} of ${waits.slots} slots busy, ${waits.moving} parts or objects of this job`,
    `  waiting   ${waits.ready} ready, ${waits.waiting} after a failure, ${waits.otherJobs} other jobs; ${waits.inFlight} of ${waits.inFlightLimit} in flight`,
    ...(actions.length === 0 ? [] : [`  → penstock ${actions.join(" | ")} ${jobId}`]),
  ];
}

function phaseLines({ phases, samples }: ExplainView["evidence"]): readonly string[] {
  const { queueMs: _, ...moving } = phases;
  const totalMs = Object.values(moving).reduce((sum, ms) => sum + ms, 0);
  if (totalMs === 0) {
    return [];
  }
  const share = (ms: number) => `${Math.round((ms / totalMs) * 100)} %`;
  const { firstByteMs, readMs, sendMs, responseMs } = moving;
  return [
    `  time      first byte ${share(firstByteMs)}, read ${share(readMs)}, send ${share(sendMs)}, response ${share(responseMs)} (of ${samples} parts or objects)`,
  ];
}
