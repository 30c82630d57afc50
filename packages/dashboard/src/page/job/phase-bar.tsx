import type { StatsView } from "@penstock/wire";
import { formatDuration } from "../data/format.ts";

type Phases = StatsView["total"]["phases"];

const PHASES: readonly (readonly [keyof Phases, string])[] = [
  ["queueMs", "waits in the queue"],
  ["firstByteMs", "waits for the source"],
  ["readMs", "reads"],
  ["sendMs", "sends"],
  ["responseMs", "waits for the store"],
];

/** Where the time goes, by its share and in words. */
export function PhaseBar({ phases }: { readonly phases: Phases }) {
  const total = PHASES.reduce((sum, [name]) => sum + phases[name], 0);
  if (total === 0) {
    return null;
  }
  const shown = PHASES.filter(([name]) => phases[name] > 0);
  return (
    <>
      <div class="outcomes phases" aria-hidden="true">
        {shown.map(([name]) => (
          <i key={name} class={`phase-${name}`} style={{ flexGrow: phases[name] }} />
        ))}
      </div>
      <ul class="legend">
        {shown.map(([name, words]) => (
          <li key={name}>
            <i class={`key phase-${name}`} aria-hidden="true" />
            {words} {((phases[name] / total) * 100).toFixed(0)} %{" "}
            <span class="quiet">{formatDuration(phases[name])}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
