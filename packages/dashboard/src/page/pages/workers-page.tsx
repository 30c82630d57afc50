import type { WorkerView } from "@penstock/wire";
import { change, read } from "../data/api.ts";
import type { Tone } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatAge, formatBytes, formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { type Action, ActionButton } from "../parts/dialog.tsx";
import { Pill } from "../parts/shape.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo } from "../place.ts";

const EVERY_MS = 2000;

/** Who is alive, what each moves, and how busy it is. */
export function WorkersPage() {
  const { view, problem } = useFeed("workers", EVERY_MS, (signal) =>
    read("/v1/workers", { signal }),
  );
  const workers = view.value?.data;
  const slots = (workers ?? []).reduce((sum, worker) => sum + worker.slots, 0);
  return (
    <>
      <div class="title">
        <h1>Workers</h1>
        {workers !== undefined && workers.length > 0 && (
          <span class="quiet">
            {countOf(workers.length, "worker")}, {countOf(slots, "slot")}
          </span>
        )}
      </div>
      <Trouble error={problem.value} />
      {workers === undefined && <Skeleton />}
      {workers?.length === 0 && (
        <Empty title="No worker is alive" command={penstock("serve", "--role", "worker")}>
          <p>Jobs wait, and lose nothing. Start one:</p>
        </Empty>
      )}
      {workers !== undefined && workers.length > 0 && (
        <section class="panel scroll">
          <table class="cards">
            <thead>
              <tr>
                <th>Worker</th>
                <th>State</th>
                <th class="num">Busy slots</th>
                <th class="num">Thread</th>
                <th>Host</th>
                <th>Version</th>
                <th class="num">Runs for</th>
                <th>Moves</th>
                <th>
                  <span class="sr-only">Action</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {workers.map((worker) => (
                <WorkerRow
                  key={worker.id}
                  worker={worker}
                  others={workers.filter(
                    ({ id, state }) => id !== worker.id && state === "working",
                  )}
                />
              ))}
            </tbody>
          </table>
          <SameAs cli={penstock("worker", "ls")} curl={curlOf("GET", "/v1/workers")} />
        </section>
      )}
    </>
  );
}

const TONES: Readonly<Record<WorkerView["state"], Tone>> = {
  working: "active",
  draining: "warn",
  drained: "idle",
};

type Row = { readonly worker: WorkerView; readonly others: readonly WorkerView[] };

function WorkerRow({ worker, others }: Row) {
  const { id, state, slots, busy, host, version, since, loopPercent } = worker;
  return (
    <tr>
      <td class="mono">{id}</td>
      <td data-label="State">
        <Pill tone={TONES[state]} word={state} />
      </td>
      <td class="num" data-label="Busy slots">
        {busy === null ? "–" : formatCount(busy)} of {formatCount(slots)}
        {busy !== null && (
          <meter
            min={0}
            max={Math.max(1, slots)}
            value={busy}
            aria-label={`${busy} of ${slots} slots are busy`}
          />
        )}
      </td>
      <td class="num" data-label="Thread">
        {loopPercent === null ? "–" : `${loopPercent} %`}
      </td>
      <td data-label="Host">{host}</td>
      <td data-label="Version">{version}</td>
      <td class="num" data-label="Runs for">
        {since === null ? "–" : formatAge(nowMs.value - Date.parse(since))}
      </td>
      <td data-label="Moves">
        <Moving worker={worker} />
      </td>
      <td>{state === "working" && <ActionButton action={drain(worker, others)} />}</td>
    </tr>
  );
}

function Moving({ worker: { moving } }: { readonly worker: WorkerView }) {
  return (
    <>
      {moving.length === 0 && <span class="quiet">nothing</span>}
      {moving.map(({ jobId, slots, bytes }) => (
        <div key={jobId}>
          <a href={linkTo("jobs", jobId)}>{jobId.slice(-6)}</a> with {countOf(slots, "slot")},{" "}
          {formatBytes(bytes)}
        </div>
      ))}
    </>
  );
}

function drain({ id, busy }: WorkerView, others: readonly WorkerView[]): Action {
  const left = others.reduce((sum, { slots }) => sum + slots, 0);
  return {
    label: "Drain",
    target: id,
    reach: "deployment",
    consequence: (
      <>
        <p>
          It takes no more tasks. What its {countOf(busy ?? 0, "busy slot")} move is moved to its
          end or handed back, and nothing that is stored is sent again. It stays, idle, until its
          process is stopped.
        </p>
        <p class={others.length === 0 ? "warn-text" : ""}>
          {others.length === 0
            ? "No other worker is left: nothing moves then."
            : `${countOf(others.length, "other worker")} with ${countOf(left, "slot")} continue.`}
        </p>
      </>
    ),
    cli: penstock("worker", "drain", id),
    curl: curlOf("POST", `/v1/workers/${encodeURIComponent(id)}:drain`),
    run: () => change("POST", "/v1/workers/{id}:drain", { params: { id } }),
  };
}
