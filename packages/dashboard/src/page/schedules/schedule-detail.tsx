import type { ScheduleRunPage, ScheduleView } from "@penstock/wire";
import { change, read } from "../data/api.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatDuration, formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { type Action, ActionButton } from "../parts/dialog.tsx";
import { Pill } from "../parts/shape.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";
import { goInstead, linkTo } from "../place.ts";
import { cronWords } from "./cron-words.ts";
import { OVERLAP_WORDS } from "./overlap-words.ts";
import { RunPill } from "./run-pill.tsx";

const EVERY_MS = 3000;

export function timingWords({ cron, every, timeZone }: ScheduleView): string {
  return cron === null ? `every ${every}` : `${cronWords(cron)} (${timeZone ?? "UTC"})`;
}

export function ScheduleDetail({ name }: { readonly name: string }) {
  const { view, problem } = useFeed(`schedules/${name}`, EVERY_MS, (signal) =>
    read("/v1/schedules/{name}", { params: { name }, signal }),
  );
  const schedule = view.value;
  if (schedule === undefined) {
    return problem.value === undefined ? <Skeleton /> : <Trouble error={problem.value} />;
  }
  return (
    <>
      <p class="quiet">
        <a href={linkTo("schedules")}>Schedules</a> / {schedule.name}
      </p>
      <div class="title">
        <span class="name">
          <h1>{schedule.name}</h1>
          <Pill
            tone={schedule.isPaused ? "idle" : "active"}
            word={schedule.isPaused ? "paused" : "active"}
          />
        </span>
        <Actions schedule={schedule} />
      </div>
      <Trouble error={problem.value} />
      <p class="sentence">{timingWords(schedule)}</p>
      <div class="columns">
        <NextRuns schedule={schedule} />
        <section class="panel">
          <h2>What it makes</h2>
          <pre class="mono">{JSON.stringify(schedule.job, null, 2)}</pre>
        </section>
      </div>
      <History name={name} />
      <SameAs
        cli={penstock("schedule", "show", name)}
        curl={curlOf("GET", `/v1/schedules/${name}`)}
      />
    </>
  );
}

function NextRuns({ schedule }: { readonly schedule: ScheduleView }) {
  const { nextRuns, current, waiting, overlap, catchUp, jitter, timeZone } = schedule;
  return (
    <section class="panel">
      <h2>Next runs</h2>
      {nextRuns.length === 0 ? (
        <p>None{schedule.isPaused && " while it is paused"}.</p>
      ) : (
        <ol>
          {nextRuns.map((at) => (
            <li key={at}>
              {formatTime(at, timeZone)}{" "}
              <span class="quiet">in {formatDuration(Date.parse(at) - nowMs.value)}</span>
            </li>
          ))}
        </ol>
      )}
      <dl class="facts">
        <dt>Runs now</dt>
        <dd>
          {current === null ? (
            "nothing"
          ) : (
            <a href={linkTo("jobs", current.jobId)}>{current.jobId}</a>
          )}
        </dd>
        <dt>Waits</dt>
        <dd>{waiting === null ? "nothing" : `the tick of ${formatTime(waiting.scheduledFor)}`}</dd>
        <dt>If the one before still runs</dt>
        <dd>{OVERLAP_WORDS[overlap]}</dd>
        <dt>Missed ticks</dt>
        <dd>{catchUpWords(catchUp)}</dd>
        <dt>Jitter</dt>
        <dd>{jitter === "0s" ? "none" : `up to ${jitter} later`}</dd>
      </dl>
    </section>
  );
}

function catchUpWords(catchUp: string): string {
  if (catchUp === "none") {
    return "left out";
  }
  return catchUp === "latest" ? "the latest one is made up for" : `made up for within ${catchUp}`;
}

function History({ name }: { readonly name: string }) {
  const { view, problem } = useFeed(`schedules/${name}/runs`, EVERY_MS, (signal) =>
    read("/v1/schedules/{name}/runs", { params: { name }, signal }),
  );
  const runs = view.value?.data ?? [];
  return (
    <section class="panel">
      <h2>History</h2>
      <Trouble error={problem.value} />
      {runs.length === 0 ? <p class="quiet">No tick yet.</p> : <Runs runs={runs} />}
    </section>
  );
}

function Runs({ runs }: { readonly runs: ScheduleRunPage["data"] }) {
  return (
    <ul class="runs">
      {runs.map((run) => (
        <li key={`${run.scheduledFor}${run.decidedAt}`} class="run">
          <RunPill run={run} />
          {run.isManual && <span class="quiet">by hand</span>}
          {run.reason !== null && <span>{run.reason}</span>}
        </li>
      ))}
    </ul>
  );
}

function Actions({ schedule }: { readonly schedule: ScheduleView }) {
  const { name, isPaused, nextRuns } = schedule;
  const actions = [
    verb(name, "run", "Run now", <p>It makes one job now as well, by its rule for overlaps.</p>),
    isPaused
      ? verb(
          name,
          "resume",
          "Resume",
          <p>Ticks count from now on; none of the pause is made up for.</p>,
        )
      : verb(
          name,
          "pause",
          "Pause",
          <p>
            The next {countOf(nextRuns.length, "tick")} and all later ones do not count until it is
            resumed. A job that runs continues.
          </p>,
        ),
    remove(name),
  ];
  return (
    <div class="buttons">
      {actions.map((action) => (
        <ActionButton key={action.label} action={action} />
      ))}
    </div>
  );
}

function verb(
  name: string,
  wanted: "run" | "pause" | "resume",
  label: string,
  consequence: Action["consequence"],
): Action {
  return {
    label,
    consequence,
    cli: penstock("schedule", wanted, name),
    curl: curlOf("POST", `/v1/schedules/${name}:${wanted}`),
    run: () => change("POST", `/v1/schedules/{name}:${wanted}`, { params: { name } }),
  };
}

function remove(name: string): Action {
  return {
    label: "Delete",
    isDanger: true,
    consequence: (
      <p>It makes no job any more, and its history is gone. Jobs that it made continue.</p>
    ),
    cli: penstock("schedule", "rm", name),
    curl: curlOf("DELETE", `/v1/schedules/${name}`),
    run: async () => {
      await change("DELETE", "/v1/schedules/{name}", { params: { name } });
      goInstead(linkTo("schedules"));
    },
  };
}
