import type { JobView, TransferView } from "@penstock/wire";
import type { Tone } from "../data/attention.ts";
import { formatBytes, formatCount } from "../data/format.ts";
import { Pill } from "../parts/shape.tsx";
import { linkWith } from "../place.ts";

const TONES: Readonly<Record<TransferView["state"], Tone>> = {
  planned: "idle",
  uploading: "active",
  completing: "active",
  verifying: "active",
  aborting: "warn",
  stored: "done",
  skipped: "done",
  aborted: "idle",
  failed: "bad",
};

export function TransferPill({ state }: Pick<TransferView, "state">) {
  return <Pill tone={TONES[state]} word={state} />;
}

/** The objects of a job that have an upload of their own; each opens its drawer. */
export function JobObjects(props: {
  readonly job: JobView;
  readonly transfers: readonly TransferView[];
  readonly hasMore: boolean;
}) {
  const { job, transfers, hasMore } = props;
  if (transfers.length === 0) {
    return null;
  }
  return (
    <section class="panel">
      <h2>{job.list === null ? "Objects" : "Large objects"}</h2>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th>Object</th>
              <th>State</th>
              <th class="num">Size</th>
              <th class="num">Parts</th>
              <th class="num">Failed attempts</th>
            </tr>
          </thead>
          <tbody>
            {transfers.map(({ id, destination, state, plan, failures }) => (
              <tr key={id}>
                <td>
                  <a href={linkWith({ object: id })}>{destination.key}</a>
                </td>
                <td>
                  <TransferPill state={state} />
                </td>
                <td class="num" data-label="Size">
                  {plan === null ? "–" : formatBytes(plan.sizeBytes)}
                </td>
                <td class="num" data-label="Parts">
                  {plan === null ? "–" : formatCount(plan.partCount)}
                </td>
                <td class="num" data-label="Failed attempts">
                  {formatCount(failures.length)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && <p class="quiet">The newest {transfers.length} are shown.</p>}
    </section>
  );
}
