import type { WorkerPage as Workers } from "@penstock/wire";
import { read } from "../data/api.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatAge, formatBytes, formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
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
          <table>
            <thead>
              <tr>
                <th>Worker</th>
                <th class="num">Busy slots</th>
                <th class="num">Thread</th>
                <th>Host</th>
                <th>Version</th>
                <th class="num">Runs for</th>
                <th>Moves</th>
              </tr>
            </thead>
            <tbody>
              {workers.map((worker) => (
                <WorkerRow key={worker.id} worker={worker} />
              ))}
            </tbody>
          </table>
          <SameAs curl={curlOf("GET", "/v1/workers")} />
        </section>
      )}
    </>
  );
}

function WorkerRow({ worker }: { readonly worker: Workers["data"][number] }) {
  const { id, slots, busy, host, version, since, loopPercent, moving } = worker;
  return (
    <tr>
      <td class="mono">{id}</td>
      <td class="num">
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
      <td class="num">{loopPercent === null ? "–" : `${loopPercent} %`}</td>
      <td>{host}</td>
      <td>{version}</td>
      <td class="num">{since === null ? "–" : formatAge(nowMs.value - Date.parse(since))}</td>
      <td>
        {moving.length === 0 && <span class="quiet">nothing</span>}
        {moving.map(({ jobId, slots: used, bytes }) => (
          <div key={jobId}>
            <a href={linkTo("jobs", jobId)}>{jobId.slice(-6)}</a> with {countOf(used, "slot")},{" "}
            {formatBytes(bytes)}
          </div>
        ))}
      </td>
    </tr>
  );
}
