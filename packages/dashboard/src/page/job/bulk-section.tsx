import type { JobView } from "@penstock/wire";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatBytes, formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { readRows } from "../data/rows.ts";
import { SameAs } from "../parts/command.tsx";
import { Trouble } from "../parts/states.tsx";
import { query, setQuery } from "../place.ts";

type List = NonNullable<JobView["list"]>;

const EVERY_MS = 5000;
const MOST_ROWS = 50;
const OUTCOMES = ["stored", "skipped", "failed", "aborted"] as const;

/** Of a job that lists what it moves. */
export function BulkSection({ job, list }: { readonly job: JobView; readonly list: List }) {
  return (
    <>
      <section class="panel">
        <h2>Objects</h2>
        <Outcomes job={job} />
        <ListState job={job} list={list} />
      </section>
      <RowSearch job={job} />
    </>
  );
}

/** Each outcome by its share, its count and its pattern. */
function Outcomes({ job: { progress } }: { readonly job: JobView }) {
  const counts = [
    { name: "stored", count: progress.transfersStored },
    { name: "skipped", count: progress.transfersSkipped },
    { name: "failed", count: progress.transfersFailed },
    { name: "cancelled", count: progress.transfersCancelled },
    { name: "pending", count: progress.transfersPending },
  ];
  return (
    <>
      <div class="outcomes" aria-hidden="true">
        {counts
          .filter(({ count }) => count > 0)
          .map(({ name, count }) => (
            <i key={name} class={name} style={{ flexGrow: count }} />
          ))}
      </div>
      <ul class="legend">
        {counts.map(({ name, count }) => (
          <li key={name}>
            <i class={`key ${name}`} aria-hidden="true" />
            {formatCount(count)} {name}
          </li>
        ))}
      </ul>
    </>
  );
}

function ListState({ job, list }: { readonly job: JobView; readonly list: List }) {
  const listed = countOf(job.progress.transfersTotal, "object");
  return (
    <>
      <p>
        {list.isComplete
          ? `The list is complete: ${listed}.`
          : `Still listing: ${listed} so far, ${countOf(list.openPieces, "piece")} of the list open. The total is not known yet.`}
        {list.extra > 0 && ` ${countOf(list.extra, "key")} only at the destination, left alone.`}
      </p>
      {list.brokenPieces > 0 && (
        <p class="bad-text">
          {countOf(list.brokenPieces, "piece")} of the list could not be read to the end, so the job
          cannot succeed: {list.brokenBy?.code} {list.brokenBy?.message}
        </p>
      )}
    </>
  );
}

/** What became of one key, or of all of an outcome; and all of it as a file. */
function RowSearch({ job }: { readonly job: JobView }) {
  const text = query.value.get("find") ?? "";
  const outcome = OUTCOMES.find((name) => name === query.value.get("outcome"));
  const report = `v1/jobs/${job.id}/report`;
  return (
    <section class="panel">
      <div class="title">
        <h2>What became of each object</h2>
        <span class="buttons">
          <a class="button" href={`${report}?format=csv`} download={`${job.id}.csv`}>
            Download CSV
          </a>
          <a class="button" href={`${report}?format=jsonl`} download={`${job.id}.jsonl`}>
            JSON Lines
          </a>
        </span>
      </div>
      <search class="filters">
        <label>
          <span class="sr-only">Part of a key</span>
          <input
            type="search"
            placeholder="Part of a key, or a glob"
            value={text}
            onInput={({ currentTarget }) => setQuery({ find: currentTarget.value })}
          />
        </label>
        <label>
          <span class="sr-only">Outcome</span>
          <select
            value={outcome ?? ""}
            onChange={({ currentTarget }) => setQuery({ outcome: currentTarget.value })}
          >
            <option value="">any outcome</option>
            {OUTCOMES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </search>
      <FoundRows job={job} text={text} outcome={outcome} />
      <SameAs
        cli={penstock("report", job.id, "--format", "csv")}
        curl={curlOf("GET", `/${report}?format=csv`)}
      />
    </section>
  );
}

function FoundRows(props: {
  readonly job: JobView;
  readonly text: string;
  readonly outcome: (typeof OUTCOMES)[number] | undefined;
}) {
  const { job, text, outcome } = props;
  const key = /[*?[{]/.test(text) ? text : `**${text}**`;
  const { view, problem } = useFeed(`job/${job.id}/rows/${outcome}/${key}`, EVERY_MS, (signal) => {
    const wanted = {
      ...(text !== "" && { key: [key] }),
      ...(outcome !== undefined && { outcome: [outcome] }),
    };
    return readRows(job.id, wanted, MOST_ROWS, signal);
  });
  const found = view.value;
  if (found === undefined) {
    return <Trouble error={problem.value} />;
  }
  if (found.rows.length === 0) {
    return (
      <p class="quiet">
        {found.isComplete ? "No object fits." : "No row yet: rows come once objects are done."}
      </p>
    );
  }
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th>Key</th>
            <th>Outcome</th>
            <th class="num">Size</th>
            <th>Cause</th>
          </tr>
        </thead>
        <tbody>
          {found.rows.map(({ key: name, outcome: became, size, cause }) => (
            <tr key={name}>
              <td class="mono">{name}</td>
              <td>{became}</td>
              <td class="num" data-label="Size">
                {formatBytes(size)}
              </td>
              <td>{cause !== undefined && `${cause.code}: ${cause.message}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">
        {found.hasMore ? `The first ${MOST_ROWS}. ` : ""}
        {found.isComplete ? "" : "The job runs: more rows come."}
      </p>
    </div>
  );
}
