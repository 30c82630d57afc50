import { read } from "../data/api.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatDuration } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { PhaseBar } from "./phase-bar.tsx";

const EVERY_MS = 2000;

/** Between backticks is what a person types. */
function asWords(text: string, index: number) {
  return index % 2 === 1 ? <code key={index}>{text}</code> : text;
}

/** What holds a job back now, since when, by what evidence, and what to do. */
export function ExplainPanel({ id }: { readonly id: string }) {
  const { view } = useFeed(`job/${id}/explain`, EVERY_MS, (signal) =>
    read("/v1/jobs/{id}/explain", { params: { id }, signal }),
  );
  const explained = view.value;
  if (explained === undefined || explained.boundBy === null) {
    return null;
  }
  const { boundBy, sentence, since, nextTryAt, evidence } = explained;
  const { waits, samples, phases } = evidence;
  return (
    <section class="panel" aria-label="Why it is not faster">
      <h2>
        Why it is not faster: {boundBy.replaceAll("-", " ")}
        {since !== null && (
          <span class="quiet"> for {formatDuration(nowMs.value - Date.parse(since))}</span>
        )}
      </h2>
      <p class="sentence">{sentence.split("`").map(asWords)}</p>
      {nextTryAt !== null && (
        <p>
          It is tried again in {formatDuration(Date.parse(nextTryAt) - nowMs.value)}, at the latest.
        </p>
      )}
      {samples > 0 && <PhaseBar phases={phases} />}
      <p class="quiet">
        {countOf(waits.workers, "worker")} with {countOf(waits.slots, "slot")}, {waits.busy} busy,{" "}
        {waits.moving} for this job; {waits.inFlight} of {waits.inFlightLimit} in flight;{" "}
        {countOf(waits.otherJobs, "other job")} {waits.otherJobs === 1 ? "waits" : "wait"}.
      </p>
      <SameAs cli={penstock("explain", id)} curl={curlOf("GET", `/v1/jobs/${id}/explain`)} />
    </section>
  );
}
