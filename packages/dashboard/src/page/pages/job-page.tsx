import type { JobView, TransferView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { attentionOf, isEnded } from "../data/attention.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { noteProgress, rateOf } from "../data/rates.ts";
import { BulkSection } from "../job/bulk-section.tsx";
import { ExplainPanel } from "../job/explain-panel.tsx";
import { JobActions } from "../job/job-actions.tsx";
import { JobErrors } from "../job/job-errors.tsx";
import { JobObjects } from "../job/job-objects.tsx";
import { Numbers } from "../job/numbers.tsx";
import { ObjectDrawer } from "../job/object-drawer.tsx";
import { PartSection } from "../job/part-section.tsx";
import { storyOf } from "../job/story.ts";
import { Throughput } from "../job/throughput.tsx";
import { WorkerLanes } from "../job/worker-lanes.tsx";
import { JobLimits } from "../limits/job-limits.tsx";
import { SameAs } from "../parts/command.tsx";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { Pill } from "../parts/shape.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo, query, steps } from "../place.ts";

const EVERY_MS = 1000;
const TRANSFERS_EVERY_MS = 3000;
const STATS_EVERY_MS = 2000;
const MOST_TRANSFERS = 100;

export function JobPage() {
  const id = steps.value[1] ?? "";
  const { view, problem } = useFeed(`job/${id}`, EVERY_MS, async (signal) => {
    const job = await read("/v1/jobs/{id}", { params: { id }, signal });
    noteProgress(job);
    return job;
  });
  const job = view.value;
  if (job === undefined) {
    return problem.value === undefined ? <Skeleton /> : <Trouble error={problem.value} />;
  }
  return (
    <>
      <Trouble error={problem.value} />
      <JobParts job={job} />
    </>
  );
}

function JobParts({ job }: { readonly job: JobView }) {
  const { view } = useFeed(`job/${job.id}/transfers`, TRANSFERS_EVERY_MS, (signal) =>
    read("/v1/jobs/{id}/transfers", {
      params: { id: job.id },
      query: { limit: MOST_TRANSFERS },
      signal,
    }),
  );
  const transfers = view.value?.data ?? [];
  const mapped = transfers.find(
    ({ id, plan }) => (plan?.partCount ?? 0) > 1 && [id, null].includes(query.value.get("object")),
  );
  const opened = transfers.find(({ id }) => id === query.value.get("object"));
  return (
    <>
      <Heading job={job} transfers={transfers} />
      <Numbers job={job} />
      <ProgressBar job={job} />
      {!isEnded(job) && <ExplainPanel id={job.id} />}
      {mapped !== undefined && (
        <PartSection jobId={job.id} transferId={mapped.id} name={mapped.destination.key} />
      )}
      {!isEnded(job) && <Movement id={job.id} />}
      {!isEnded(job) && <JobLimits id={job.id} />}
      <JobErrors job={job} transfers={transfers} />
      {job.list !== null && <BulkSection job={job} list={job.list} />}
      <JobObjects
        job={job}
        transfers={transfers}
        hasMore={view.value !== undefined && view.value.nextCursor !== null}
      />
      <SameAs cli={penstock("show", job.id)} curl={curlOf("GET", `/v1/jobs/${job.id}`)} />
      {opened !== undefined && <ObjectDrawer jobId={job.id} transfer={opened} />}
    </>
  );
}

/** How it was moved lately, and by whom. */
function Movement({ id }: { readonly id: string }) {
  const { view } = useFeed(`job/${id}/stats`, STATS_EVERY_MS, (signal) =>
    read("/v1/jobs/{id}/stats", { params: { id }, signal }),
  );
  const stats = view.value;
  return stats === undefined ? null : (
    <div class="columns">
      <Throughput stats={stats} />
      <WorkerLanes stats={stats} />
    </div>
  );
}

function Heading(props: { readonly job: JobView; readonly transfers: readonly TransferView[] }) {
  const { job, transfers } = props;
  const attention = attentionOf(job);
  const [first] = transfers;
  return (
    <>
      <p class="quiet crumbs">
        <a href={linkTo("jobs")}>Jobs</a> / <span class="mono">{job.id}</span>
      </p>
      <div class="title">
        <span class="name">
          <h1>{job.name}</h1>
          <Pill tone={attention.tone} word={attention.word} />
        </span>
        <JobActions job={job} />
      </div>
      <p>{routeOf(job, first)}</p>
      <p class={`sentence ${attention.tone}-text`}>{storyOf(job, rateOf(job))}</p>
      <Relations job={job} />
    </>
  );
}

const LISTED: Readonly<Record<ListedKind, (name: string) => string>> = {
  prefix: (name) => (name === "" ? "everything" : `everything below ${name}`),
  tree: (name) => (name === "" ? "every file" : `every file below ${name}`),
  keys: (name) => `${name} and the other keys it names`,
  manifest: (name) => `what the manifest ${name} names`,
  rows: (name) => `objects chosen from the rows of ${name}`,
};

type ListedKind = NonNullable<NonNullable<JobView["list"]>["source"]>["kind"];

/** From where to where. */
function routeOf({ list }: JobView, first: TransferView | undefined): string {
  if (list?.source !== undefined && list.destination !== undefined) {
    const { source, destination } = list;
    return `${source.connection}: ${LISTED[source.kind](source.name)} → ${destination.connection}: ${destination.key}`;
  }
  return list !== null || first === undefined
    ? ""
    : `${first.source.connection}: ${first.source.key} → ${first.destination.connection}: ${first.destination.key}`;
}

function Relations({ job }: { readonly job: JobView }) {
  const { retryOf, supersededBy, schedule, deadline } = job;
  return (
    <>
      {deadline !== null && (
        <p class={deadline.isLate ? "bad-text" : "quiet"}>
          {deadline.isLate ? "Late: it has" : "It has"} to be done by {formatTime(deadline.at)}.
        </p>
      )}
      {retryOf !== null && (
        <p>
          Tries again what failed of <a href={linkTo("jobs", retryOf)}>{retryOf}</a>.
        </p>
      )}
      {supersededBy !== null && (
        <p>
          Was tried again by <a href={linkTo("jobs", supersededBy)}>{supersededBy}</a>.
        </p>
      )}
      {schedule !== null && (
        <p>
          Made by the schedule <a href={linkTo("schedules", schedule.name)}>{schedule.name}</a>.
        </p>
      )}
    </>
  );
}
