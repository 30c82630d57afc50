import type { JobView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { attentionOf, byAttention, type Group, groupOf } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import { penstock } from "../data/commands.ts";
import { countOf, formatAge, formatBytes, formatPercent, formatRate } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { noteProgress, rateOf } from "../data/rates.ts";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { Pill } from "../parts/shape.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo, query, setQuery } from "../place.ts";

const RUNNING_EVERY_MS = 2000;
const NEWEST = 100;
const RUNNING = ["queued", "planning", "transferring", "completing"] as const;
const FAILED = ["failed", "completed_with_errors"] as const;

type State = JobView["state"];

/** What runs, what failed, and the newest: however many jobs there are. */
async function loadJobs(signal: AbortSignal): Promise<readonly JobView[]> {
  const pages = await Promise.all([
    ...[...RUNNING, ...FAILED].map((state) => pageOf(signal, state)),
    pageOf(signal),
  ]);
  const byId = new Map(pages.flat().map((job) => [job.id, job]));
  const jobs = [...byId.values()].sort(byAttention);
  jobs.forEach(noteProgress);
  return jobs;
}

async function pageOf(signal: AbortSignal, state?: State): Promise<readonly JobView[]> {
  return (await read("/v1/jobs", { query: { state, limit: NEWEST }, signal })).data;
}

export function JobsPage() {
  const { view, problem } = useFeed("jobs", RUNNING_EVERY_MS, loadJobs);
  const jobs = view.value;
  return (
    <>
      <div class="title">
        <h1>Jobs</h1>
        <Filters />
      </div>
      <Trouble error={problem.value} />
      {jobs === undefined ? <Skeleton lines={8} /> : <JobGroups jobs={jobs.filter(fits)} />}
    </>
  );
}

function fits(job: JobView): boolean {
  const text = (query.value.get("q") ?? "").toLowerCase();
  const group = query.value.get("show");
  const isFound =
    text === "" || job.name.toLowerCase().includes(text) || job.id.toLowerCase().includes(text);
  return isFound && (group === null || groupOf(attentionOf(job)) === group);
}

const GROUPS: readonly Group[] = ["Needs attention", "Moving", "Waiting", "Done"];

function Filters() {
  return (
    <search class="filters">
      <label>
        <span class="sr-only">Name or id</span>
        <input
          type="search"
          id="search"
          placeholder="Name or id ( / )"
          value={query.value.get("q") ?? ""}
          onInput={({ currentTarget }) => setQuery({ q: currentTarget.value })}
        />
      </label>
      <label>
        <span class="sr-only">Show</span>
        <select
          value={query.value.get("show") ?? ""}
          onChange={({ currentTarget }) => setQuery({ show: currentTarget.value })}
        >
          <option value="">All</option>
          {GROUPS.map((group) => (
            <option key={group}>{group}</option>
          ))}
        </select>
      </label>
    </search>
  );
}

function JobGroups({ jobs }: { readonly jobs: readonly JobView[] }) {
  if (jobs.length === 0) {
    return query.value.size > 0 ? (
      <Empty title="No job fits">
        <p>
          <a href={linkTo("jobs")}>Show all</a>
        </p>
      </Empty>
    ) : (
      <Empty title="No job yet" command={penstock("cp", "./FILE", "local:folder/")}>
        <p>Copy something:</p>
      </Empty>
    );
  }
  const groups = GROUPS.map((group) => ({
    group,
    members: jobs.filter((job) => groupOf(attentionOf(job)) === group),
  }));
  return (
    <>
      {groups
        .filter(({ members }) => members.length > 0)
        .map(({ group, members }) => (
          <section key={group}>
            <h2 class="group">
              {group} <span class="quiet">{members.length}</span>
            </h2>
            <ul class="jobs">
              {members.map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}

function JobRow({ job }: { readonly job: JobView }) {
  const attention = attentionOf(job);
  const { progress, createdAt } = job;
  const rate = attention.tone === "done" ? undefined : rateOf(job);
  const failed = progress.transfersFailed;
  return (
    <li>
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
    </li>
  );
}
