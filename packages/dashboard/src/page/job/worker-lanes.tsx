import type { StatsView } from "@penstock/wire";
import { formatBytes, formatCount, formatRate } from "../data/format.ts";
import { PhaseBar } from "./phase-bar.tsx";

/** Who moves it, how much, and where the time of each goes. */
export function WorkerLanes({ stats }: { readonly stats: StatsView }) {
  return (
    <section class="panel" aria-label="Workers of this job">
      <h2>Workers of this job</h2>
      {stats.workers.length === 0 && <p class="quiet">None has moved a part of it yet.</p>}
      {stats.workers.map((lane) => (
        <div key={lane.worker} class="lane">
          <p>
            <b class="mono">{lane.worker}</b>{" "}
            <span class="quiet">
              {formatCount(lane.units)} parts, {formatBytes(lane.bytes)}, {rateOf(lane)}
            </span>
          </p>
          <PhaseBar phases={lane.phases} />
        </div>
      ))}
    </section>
  );
}

function rateOf({ bytes, since, lastAt }: StatsView["workers"][number]): string {
  const seconds = (Date.parse(lastAt) - Date.parse(since)) / 1000;
  return seconds < 1 ? "just begun" : formatRate(bytes / seconds);
}
