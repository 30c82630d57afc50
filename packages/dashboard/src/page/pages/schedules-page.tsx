import type { ScheduleView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { may } from "../data/caller.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { formatDuration, formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Empty, OnlyLooks, Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo, query, steps } from "../place.ts";
import { CreateSchedule } from "../schedules/create-schedule.tsx";
import { OVERLAP_WORDS } from "../schedules/overlap-words.ts";
import { RunPill } from "../schedules/run-pill.tsx";
import { ScheduleDetail, timingWords } from "../schedules/schedule-detail.tsx";

const EVERY_MS = 3000;

export function SchedulesPage() {
  const name = steps.value[1];
  return name === undefined ? <AllSchedules /> : <ScheduleDetail name={name} />;
}

function AllSchedules() {
  const { view, problem } = useFeed("schedules", EVERY_MS, (signal) =>
    read("/v1/schedules", { signal }),
  );
  const schedules = view.value?.data;
  return (
    <>
      <div class="title">
        <h1>Schedules</h1>
        {may("operate") && (
          <a class="button primary" href={`${linkTo("schedules")}?new=1`}>
            New schedule
          </a>
        )}
      </div>
      <Trouble error={problem.value} />
      {query.value.has("new") && (may("operate") ? <CreateSchedule /> : <OnlyLooks />)}
      {schedules === undefined ? <Skeleton /> : <List schedules={schedules} />}
    </>
  );
}

const EXAMPLE = [
  ...["schedule", "add", "nightly", "-r", "files:in/"],
  ...["local:copies/{date:yyyy/MM/dd}/", "--cron", "0 3 * * *"],
];

function List({ schedules }: { readonly schedules: readonly ScheduleView[] }) {
  if (schedules.length === 0) {
    return (
      <Empty title="No schedule yet" command={penstock(...EXAMPLE)}>
        <p>A schedule makes a job at every tick of a clock:</p>
      </Empty>
    );
  }
  return (
    <section class="panel scroll">
      <table class="cards">
        <thead>
          <tr>
            <th>Schedule</th>
            <th>When</th>
            <th>Next run</th>
            <th>Last run</th>
            <th>If the one before still runs</th>
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <tr key={schedule.name}>
              <td>
                <a href={linkTo("schedules", schedule.name)}>{schedule.name}</a>
              </td>
              <td data-label="When">{timingWords(schedule)}</td>
              <td data-label="Next run">
                <Next schedule={schedule} />
              </td>
              <td data-label="Last run">
                {schedule.lastRun === null ? (
                  <span class="quiet">none</span>
                ) : (
                  <RunPill run={schedule.lastRun} />
                )}
              </td>
              <td data-label="If one still runs">{OVERLAP_WORDS[schedule.overlap]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <SameAs cli={penstock("schedule", "ls")} curl={curlOf("GET", "/v1/schedules")} />
    </section>
  );
}

function Next({ schedule: { nextRuns, isPaused, timeZone } }: { readonly schedule: ScheduleView }) {
  const [next] = nextRuns;
  if (isPaused) {
    return <b class="warn-text">paused</b>;
  }
  if (next === undefined) {
    return <span class="quiet">never again</span>;
  }
  return (
    <>
      in {formatDuration(Date.parse(next) - nowMs.value)}
      <div class="quiet">{formatTime(next, timeZone)}</div>
    </>
  );
}
