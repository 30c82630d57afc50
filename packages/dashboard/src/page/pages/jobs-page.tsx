import type { JobView } from "@penstock/wire";
import { useEffect, useMemo } from "preact/hooks";
import { read } from "../data/api.ts";
import { attentionOf, byAttention, type Group, groupOf } from "../data/attention.ts";
import { may } from "../data/caller.ts";
import { penstock } from "../data/commands.ts";
import { useFeed } from "../data/live.ts";
import { JobRow } from "../jobs/job-row.tsx";
import { allJobs, hasOlderJobs, loadJobs, loadOlderJobs } from "../jobs/load-jobs.ts";
import { useNarrow } from "../parts/narrow.ts";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";
import { type Line, Windowed } from "../parts/windowed.tsx";
import { linkTo, query, setQuery } from "../place.ts";

const EVERY_MS = 2000;
const HEADING_PX = 50;
const ROW_PX = { wide: 58, narrow: 150 };

export function JobsPage() {
  const { view, problem } = useFeed("jobs", EVERY_MS, loadJobs);
  const workers = useFeed("workers", EVERY_MS, (signal) => read("/v1/workers", { signal }));
  const jobs = view.value;
  return (
    <>
      <div class="title">
        <h1>Jobs</h1>
        <Filters />
      </div>
      {workers.view.value?.data.length === 0 && (
        <p class="banner warn">
          No worker is alive, so nothing moves. Start one: <code>penstock serve --role worker</code>
        </p>
      )}
      <Trouble error={problem.value} />
      {jobs === undefined ? <Skeleton lines={8} /> : <JobList jobs={allJobs(jobs).filter(fits)} />}
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
      {may("operate") && (
        <a class="button primary" href={linkTo("new")}>
          New transfer
        </a>
      )}
    </search>
  );
}

function JobList({ jobs }: { readonly jobs: readonly JobView[] }) {
  const rowPx = useNarrow() ? ROW_PX.narrow : ROW_PX.wide;
  const lines = useMemo(() => linesOf(jobs, rowPx), [jobs, rowPx]);
  if (jobs.length === 0) {
    return query.value.size > 0 ? (
      <NoneFits />
    ) : (
      <Empty title="No job yet" command={penstock("cp", "./FILE", "local:folder/")}>
        <p>Copy something:</p>
      </Empty>
    );
  }
  return <Windowed lines={lines} onEnd={() => void loadOlderJobs()} />;
}

/** Said only when all jobs were looked at. */
function NoneFits() {
  useEffect(() => void loadOlderJobs());
  return hasOlderJobs.value ? (
    <Skeleton />
  ) : (
    <Empty title="No job fits">
      <p>
        <a href={linkTo("jobs")}>Show all</a>
      </p>
    </Empty>
  );
}

function linesOf(jobs: readonly JobView[], rowPx: number): readonly Line[] {
  const groups = Map.groupBy(jobs, (job) => groupOf(attentionOf(job)));
  return GROUPS.flatMap((group): readonly Line[] => {
    const members = (groups.get(group) ?? []).sort(byAttention);
    if (members.length === 0) {
      return [];
    }
    const heading = () => (
      <h2 class="group">
        {group} <span class="quiet">{members.length}</span>
      </h2>
    );
    const rows = members.map((job) => ({
      key: job.id,
      heightPx: rowPx,
      content: () => <JobRow job={job} />,
    }));
    return [{ key: group, heightPx: HEADING_PX, content: heading }, ...rows];
  });
}
