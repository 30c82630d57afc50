import type { JobView } from "@penstock/wire";
import type { ComponentChildren } from "preact";
import { isEnded } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
} from "../data/format.ts";
import { type Rate, rateOf } from "../data/rates.ts";

/** The seven numbers of a job. */
export function Numbers({ job }: { readonly job: JobView }) {
  const { progress } = job;
  const failed = progress.transfersFailed;
  return (
    <dl class="numbers">
      <Figure name="Progress" below={ofBytes(job)}>
        {formatPercent(progress.percent)}
      </Figure>
      <Speed job={job} />
      <Time job={job} />
      <Figure name="Objects" below={`of ${formatCount(progress.transfersTotal)} stored`}>
        {formatCount(progress.transfersStored)}
      </Figure>
      <Figure name="Parts" below={`of ${formatCount(progress.partsTotal)} stored`}>
        {formatCount(progress.partsStored)}
      </Figure>
      <Figure name="Tried again" below="failed attempts">
        {formatCount(progress.retries)}
      </Figure>
      <Figure name="Failed" below={failed > 0 ? "for good: see below" : "objects"}>
        <span class={failed > 0 ? "bad-text" : ""}>{formatCount(failed)}</span>
      </Figure>
    </dl>
  );
}

function Figure(props: {
  readonly name: string;
  readonly below: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.children}
        <small>{props.below}</small>
      </dd>
    </div>
  );
}

function ofBytes({ progress }: JobView): string {
  const total = formatBytes(progress.bytesTotal);
  return `${formatBytes(progress.bytesStored)} of ${progress.totalsFinal ? total : `${total} so far`}`;
}

function Speed({ job }: { readonly job: JobView }) {
  if (isEnded(job)) {
    const ms = Date.parse(job.finishedAt ?? job.createdAt) - Date.parse(job.createdAt);
    const rate = job.progress.bytesStored / Math.max(1, ms / 1000);
    return (
      <Figure name="Rate" below="from start to end">
        {formatRate(rate)}
      </Figure>
    );
  }
  const rate = rateOf(job);
  return (
    <Figure name="Rate" below={rate === undefined ? "measuring" : belowRate(job, rate)}>
      {rate === undefined ? "–" : formatRate(rate.bytesPerSecond)}
    </Figure>
  );
}

function belowRate({ progress }: JobView, { objectsPerSecond }: Rate): string {
  return progress.transfersTotal > 1
    ? `${objectsPerSecond.toFixed(1)} objects/s`
    : "of the last minute";
}

function Time({ job }: { readonly job: JobView }) {
  const startMs = Date.parse(job.createdAt);
  if (job.finishedAt !== null) {
    return (
      <Figure name="Took" below="from submit to end">
        {formatDuration(Date.parse(job.finishedAt) - startMs)}
      </Figure>
    );
  }
  const { etaMs } = rateOf(job) ?? {};
  const { etaRange } = job.progress;
  const range =
    etaRange === null
      ? `runs for ${formatDuration(nowMs.value - startMs)}`
      : `${formatAge(etaRange[0] * 1000)} to ${formatAge(etaRange[1] * 1000)}`;
  return (
    <Figure name="Time left" below={range}>
      {etaMs === undefined ? "–" : formatDuration(etaMs)}
    </Figure>
  );
}
