import type { TransferView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { curlOf } from "../data/commands.ts";
import { formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Skeleton } from "../parts/states.tsx";
import { query } from "../place.ts";
import { PartDrawer } from "./part-drawer.tsx";
import { PartMap } from "./part-map.tsx";
import { statesOf } from "./part-states.ts";

const EVERY_MS = 1000;

type Props = { readonly jobId: string; readonly transfer: TransferView };

/** Where every part of an object is. */
export function PartSection({ jobId, transfer }: Props) {
  const path = "/v1/jobs/{id}/transfers/{transferId}/part-map";
  const params = { id: jobId, transferId: transfer.id };
  const { view } = useFeed(`job/${jobId}/map/${transfer.id}`, EVERY_MS, (signal) =>
    read(path, { params, signal }),
  );
  const map = view.value;
  const part = Number(query.value.get("part") ?? "");
  return (
    <section class="panel" aria-label="Part map">
      <h2>Parts of {transfer.destination.key}</h2>
      {map === undefined ? <Skeleton lines={1} /> : <PartMap states={statesOf(map)} />}
      {map !== undefined && map.failures.total > 0 && (
        <p class="quiet">
          {formatCount(map.failures.total)} attempts failed in all; the newest{" "}
          {formatCount(map.failures.kept)} are kept.
        </p>
      )}
      <SameAs curl={curlOf("GET", `/v1/jobs/${jobId}/transfers/${transfer.id}/part-map`)} />
      {Number.isInteger(part) && part >= 1 && (
        <PartDrawer jobId={jobId} transferId={transfer.id} number={part} />
      )}
    </section>
  );
}
