import { read } from "../data/api.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";

const EVERY_MS = 2000;

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
                <th class="num">Slots</th>
              </tr>
            </thead>
            <tbody>
              {workers.map(({ id, slots: own }) => (
                <tr key={id}>
                  <td class="mono">{id}</td>
                  <td class="num">{formatCount(own)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <SameAs curl={curlOf("GET", "/v1/workers")} />
        </section>
      )}
    </>
  );
}
