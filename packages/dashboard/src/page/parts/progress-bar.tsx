import type { JobView } from "@penstock/wire";
import { formatPercent } from "../data/format.ts";

/** What is stored from the left, what failed from the right: one of 10,000 is still two pixels wide. */
export function ProgressBar({ job }: { readonly job: JobView }) {
  const { progress, state } = job;
  const stored = progress.percent ?? share(progress.bytesStored, progress.bytesTotal);
  const failed = share(progress.transfersFailed, progress.transfersTotal);
  const text = progress.percent === null ? "total not known yet" : formatPercent(progress.percent);
  return (
    <span
      class={`bar${progress.percent === null && state !== "queued" ? " open" : ""}`}
      role="progressbar"
      aria-label={`Progress of ${job.name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(progress.percent !== null && { "aria-valuenow": progress.percent })}
      aria-valuetext={text}
    >
      <i class="stored" style={{ width: `${stored}%` }} />
      {failed > 0 && <i class="failed" style={{ width: `max(${failed}%, 3px)` }} />}
    </span>
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
