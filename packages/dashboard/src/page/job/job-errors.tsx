import type { JobView, TransferView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { isEnded } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import { formatAge, formatCount, formatDuration } from "../data/format.ts";
import { useFeed } from "../data/live.ts";

const EVERY_MS = 5000;

type Row = {
  readonly code: string;
  readonly title: string;
  readonly count: string;
  readonly sample: string;
  readonly next: string;
};

/** What went wrong, by cause; what is tried again by itself comes after what is not. */
export function JobErrors(props: {
  readonly job: JobView;
  readonly transfers: readonly TransferView[];
}) {
  const { job, transfers } = props;
  const hasFailed = job.progress.transfersFailed > 0 || job.state === "cancelled";
  const { view } = useFeed(`job/${job.id}/errors/${hasFailed}`, EVERY_MS, async (signal) =>
    hasFailed ? read("/v1/jobs/{id}/errors", { params: { id: job.id }, signal }) : undefined,
  );
  const rows = [
    ...(view.value?.data ?? []).map((group) => ({
      code: group.code ?? group.outcome,
      title: group.title,
      count: `${formatCount(group.objects)} failed`,
      sample: sampleText(group.samples[0]),
      next: group.next,
    })),
    ...repeatsOf(job),
    ...coolingOf(transfers),
    ...(isEnded(job) ? [] : attemptsOf(transfers)),
  ];
  if (rows.length === 0) {
    return null;
  }
  return (
    <section class="panel">
      <h2>Errors by cause</h2>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th>Cause</th>
              <th>How many</th>
              <th>For example</th>
              <th>What happens next</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.code}${row.next}`}>
                <td>
                  {row.title}
                  <br />
                  <a class="mono" href={`problems/${row.code}`}>
                    {row.code}
                  </a>
                </td>
                <td data-label="How many">{row.count}</td>
                <td class="quiet" data-label="For example">
                  {row.sample}
                </td>
                <td data-label="What happens next">{row.next}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function sampleText(sample: { readonly key: string; readonly message: string } | undefined) {
  return sample === undefined ? "" : `${sample.key}: ${sample.message}`;
}

/** What a process repeats for the job beside its steps. */
function repeatsOf({ repeats }: JobView): readonly Row[] {
  return repeats.map(({ cause, failures, what, role, nextTry, since }) => ({
    code: cause.code,
    title: what,
    count: `${formatCount(failures)} times in ${formatAge(nowMs.value - Date.parse(since))}`,
    sample: cause.message,
    next: `The ${role} tries again ${inTime(nextTry)}, by itself.`,
  }));
}

/** What a process does not use for a while. */
function coolingOf(transfers: readonly TransferView[]): readonly Row[] {
  const byPlace = new Map(
    transfers
      .flatMap(({ leftAlone }) => leftAlone)
      .map((each) => [`${each.process} ${each.connection}`, each]),
  );
  return [...byPlace.values()].map(({ cause, connection, side, process, nextTry }) => ({
    code: cause.code,
    title: `The ${side} ${connection} does not work for ${process}`,
    count: "all of it",
    sample: cause.message,
    next: `It is tried again ${inTime(nextTry)}, by itself. No attempt is used up.`,
  }));
}

function attemptsOf(transfers: readonly TransferView[]): readonly Row[] {
  const byCode = new Map<string, TransferView["failures"]>();
  for (const failure of transfers.flatMap(({ failures }) => failures)) {
    const { code } = failure.cause;
    byCode.set(code, [...(byCode.get(code) ?? []), failure]);
  }
  return [...byCode].map(([code, failures]) => ({
    code,
    title: "An attempt failed",
    count: `${formatCount(failures.length)} attempts`,
    sample: `${failures.at(-1)?.step}: ${failures.at(-1)?.cause.message}`,
    next: "It is tried again by itself, with growing pauses.",
  }));
}

function inTime(timestamp: string): string {
  const ms = Date.parse(timestamp) - nowMs.value;
  return ms > 0 ? `in ${formatDuration(ms)}` : "now";
}
