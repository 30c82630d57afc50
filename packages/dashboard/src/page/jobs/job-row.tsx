import type { JobView } from "@penstock/wire";
import { attentionOf } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import { countOf, formatAge, formatBytes, formatPercent, formatRate } from "../data/format.ts";
import { rateOf } from "../data/rates.ts";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { Pill } from "../parts/shape.tsx";
import { linkTo } from "../place.ts";

export function JobRow({ job }: { readonly job: JobView }) {
  const attention = attentionOf(job);
  const { progress, createdAt } = job;
  const rate = attention.tone === "done" ? undefined : rateOf(job);
  const failed = progress.transfersFailed;
  return (
    <a class="job-row" href={linkTo("jobs", job.id)}>
      <span class="who">
        <b>{job.name}</b>
        <span class="quiet">{attention.next}</span>
      </span>
      <Pill tone={attention.tone} word={attention.word} />
      <ProgressBar job={job} />
      <span class="num percent">{formatPercent(progress.percent)}</span>
      <span class="num">
        {progress.transfersTotal === 1
          ? formatBytes(progress.bytesTotal)
          : countOf(progress.transfersTotal, "object")}
      </span>
      <span class="num rate">
        {rate !== undefined && rate.bytesPerSecond > 0 ? formatRate(rate.bytesPerSecond) : ""}
      </span>
      <span class={failed > 0 ? "num bad-text" : "num quiet"}>
        {failed > 0 ? `${failed} failed` : ""}
      </span>
      <time class="num quiet" dateTime={createdAt}>
        {formatAge(nowMs.value - Date.parse(createdAt))} ago
      </time>
    </a>
  );
}
