import type { ScheduleRunPage } from "@penstock/wire";
import type { Tone } from "../data/attention.ts";
import { formatTime } from "../data/format.ts";
import { Pill } from "../parts/shape.tsx";
import { linkTo } from "../place.ts";

type Run = ScheduleRunPage["data"][number];

const TONES: Readonly<Record<Run["outcome"], Tone>> = {
  started: "done",
  queued: "idle",
  skipped: "warn",
  superseded: "idle",
  missed: "warn",
  refused: "bad",
};

export function RunPill({ run }: { readonly run: Run }) {
  return (
    <>
      {run.jobId === null ? (
        <Pill tone={TONES[run.outcome]} word={run.outcome} />
      ) : (
        <a href={linkTo("jobs", run.jobId)}>
          <Pill tone={TONES[run.outcome]} word={run.outcome} />
          <span class="sr-only"> at {formatTime(run.scheduledFor)}</span>
        </a>
      )}
      <div class="quiet">{formatTime(run.scheduledFor)}</div>
    </>
  );
}
