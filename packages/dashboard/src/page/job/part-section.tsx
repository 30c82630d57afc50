import { useMemo } from "preact/hooks";
import { read } from "../data/api.ts";
import { curlOf } from "../data/commands.ts";
import { formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Skeleton } from "../parts/states.tsx";
import { query } from "../place.ts";
import { PartDrawer } from "./part-drawer.tsx";
import { PartMap } from "./part-map.tsx";
import { runsOf } from "./part-states.ts";

const EVERY_MS = 1000;

type Props = { readonly jobId: string; readonly transferId: string; readonly name: string };

/** Where every part of an object is. Takes texts: of the same ones it is not rendered again. */
export function PartSection({ jobId, transferId, name }: Props) {
  const path = "/v1/jobs/{id}/transfers/{transferId}/part-map";
  const params = { id: jobId, transferId };
  const { view } = useFeed(`job/${jobId}/map/${transferId}`, EVERY_MS, (signal) =>
    read(path, { params, signal }),
  );
  const map = view.value;
  const runs = useMemo(() => (map === undefined ? [] : runsOf(map)), [map]);
  const part = Number(query.value.get("part") ?? "");
  return (
    <section class="panel" aria-label="Part map">
      <h2>Parts of {name}</h2>
      {map === undefined ? <Skeleton lines={1} /> : <PartMap runs={runs} />}
      {map !== undefined && map.failures.total > 0 && (
        <p class="quiet">
          {formatCount(map.failures.total)} attempts failed in all; the newest{" "}
          {formatCount(map.failures.kept)} are kept.
        </p>
      )}
      <SameAs curl={curlOf("GET", `/v1/jobs/${jobId}/transfers/${transferId}/part-map`)} />
      {Number.isInteger(part) && part >= 1 && (
        <PartDrawer jobId={jobId} transferId={transferId} number={part} />
      )}
    </section>
  );
}
