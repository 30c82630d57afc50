import type { ScheduleRequestInput, ScheduleRunView, ScheduleView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import { isForPrograms, type ListOptions, printList } from "../lists/list.ts";
import { SCHEDULE_LIST, whenOf } from "../lists/schedule-list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { bodyOf, type JobOptions } from "./copy.ts";

type JsonOption = { readonly json?: true };
type Timing = { readonly cron?: string; readonly timeZone?: string; readonly every?: string };

export type PreviewOptions = Timing & JsonOption & { readonly count: number };

export type AddOptions = Timing &
  JobOptions &
  JsonOption & {
    readonly overlap?: ScheduleView["overlap"];
    readonly catchUp?: string;
    readonly jitter?: string;
    readonly startAt?: string;
    readonly endAt?: string;
  };

const SHOWN_RUNS = 10;

/** `penstock schedule add NAME SRC DST`. */
export async function addSchedule(
  name: string,
  route: { readonly source: string; readonly destination: string },
  { options, output }: { readonly options: AddOptions; readonly output: Output },
): Promise<ExitCode> {
  const client = connectToApi(output);
  const { overlap, catchUp, jitter, startAt, endAt, json } = options;
  const request: ScheduleRequestInput = {
    name,
    ...timingOf(options),
    ...(overlap !== undefined && { overlap }),
    ...(catchUp !== undefined && { catchUp }),
    ...(jitter !== undefined && { jitter }),
    ...(startAt !== undefined && { startAt }),
    ...(endAt !== undefined && { endAt }),
    job: { ...(await bodyOf(client, route, options)) },
  };
  const schedule = await client.createSchedule(request);
  print(output, json ? [jsonText(schedule)] : factsOf(schedule));
  return EXIT.ok;
}

/** `penstock schedule ls`: by name. */
export async function listSchedules(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data } = await connectToApi(output).listSchedules();
  printList(SCHEDULE_LIST, data, { options, output });
  if (data.length === 0 && !isForPrograms(options)) {
    output.stderr.write(
      'there is no schedule; make one with\n  → penstock schedule add nightly -r raw:in/ local:copies/ --cron "0 3 * * *"\n',
    );
  }
  return EXIT.ok;
}

/** `penstock schedule show NAME`. */
export async function showSchedule(
  name: string,
  { json }: JsonOption,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const [schedule, { data: runs }] = await Promise.all([
    client.readSchedule(name),
    client.listScheduleRuns(name),
  ]);
  const history = runs.slice(0, SHOWN_RUNS).map(rowOf);
  const heading = ["TICK", "OUTCOME", "JOB", "WHY"];
  print(
    output,
    json
      ? [jsonText({ ...schedule, runs })]
      : [...factsOf(schedule), "", ...table([heading, ...history])],
  );
  return EXIT.ok;
}

/** `penstock schedule run|pause|resume NAME`. */
export async function wantSchedule(
  name: string,
  wanted: "run" | "pause" | "resume",
  { options, output }: { readonly options: JsonOption; readonly output: Output },
): Promise<ExitCode> {
  const schedule = await connectToApi(output).wantSchedule(name, wanted);
  print(output, options.json ? [jsonText(schedule)] : factsOf(schedule));
  return EXIT.ok;
}

/** `penstock schedule rm NAME`. */
export async function removeSchedule(
  name: string,
  { json }: JsonOption,
  output: Output,
): Promise<ExitCode> {
  const schedule = await connectToApi(output).deleteSchedule(name);
  const { current } = schedule;
  const still = current === null ? "" : `; its job ${current.jobId} continues`;
  print(output, [json ? jsonText(schedule) : `the schedule ${name} has ended${still}`]);
  return EXIT.ok;
}

/** `penstock schedule preview`. */
export async function previewSchedule(
  { count, json, ...timing }: PreviewOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const preview = await client.previewSchedule({ ...timingOf(timing), count });
  const lines = preview.ticks.map(
    ({ at, local, note }) => `${at}  ${local}${note === null ? "" : `  (${note})`}`,
  );
  print(output, json ? [jsonText(preview)] : lines);
  return EXIT.ok;
}

function timingOf({ cron, timeZone, every }: Timing): Timing {
  if ((cron === undefined) === (every === undefined)) {
    throw new CommandFailure("say when: --cron PATTERN or --every TIME", {
      exitCode: EXIT.usage,
      nextStep: '`penstock schedule preview --cron "0 3 * * *"` shows when a pattern comes.',
    });
  }
  return {
    ...(cron !== undefined && { cron }),
    ...(timeZone !== undefined && { timeZone }),
    ...(every !== undefined && { every }),
  };
}

function factsOf(schedule: ScheduleView): readonly string[] {
  const { current, waiting, nextRuns, isPaused } = schedule;
  const next = isPaused ? "paused" : nextRuns.join(", ") || "never again";
  return [
    `schedule  ${schedule.name}: ${whenOf(schedule)}`,
    `next      ${next}`,
    `rules     overlap ${schedule.overlap}, catch-up ${schedule.catchUp}, jitter ${schedule.jitter}`,
    ...(current === null ? [] : [`running   ${current.jobId} of ${current.scheduledFor}`]),
    ...(waiting === null ? [] : [`waiting   the tick of ${waiting.scheduledFor}`]),
  ];
}

function rowOf({ scheduledFor, outcome, jobId, reason, isManual }: ScheduleRunView) {
  return [isManual ? `${scheduledFor} asked` : scheduledFor, outcome, jobId ?? "-", reason ?? ""];
}

function print({ stdout }: Output, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}
