import type { PartView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { curlOf } from "../data/commands.ts";
import { countOf, formatBytes, formatCount, formatDuration, formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";
import { go, linkWith } from "../place.ts";
import { LOOKS } from "./part-map-canvas.ts";
import { PhaseBar } from "./phase-bar.tsx";

const EVERY_MS = 2000;
const PAGE = 500;

type Props = { readonly jobId: string; readonly transferId: string; readonly number: number };

/** Pages are read one after the other, for a cursor is the API's own. */
async function readPart(props: Props, signal: AbortSignal): Promise<PartView | undefined> {
  const params = { id: props.jobId, transferId: props.transferId };
  let cursor: string | undefined;
  do {
    const page = await read("/v1/jobs/{id}/transfers/{transferId}/parts", {
      params,
      query: { limit: PAGE, cursor },
      signal,
    });
    const part = page.data.find(({ number }) => number === props.number);
    if (part !== undefined) {
      return part;
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
}

/** One part: its range, who moved it and when, where the time went, and its failed attempts. */
export function PartDrawer(props: Props) {
  const { jobId, transferId, number } = props;
  const key = `job/${jobId}/part/${transferId}/${number}`;
  const { view, problem } = useFeed(key, EVERY_MS, (signal) => readPart(props, signal));
  const part = view.value;
  const path = `/v1/jobs/${jobId}/transfers/${transferId}/parts`;
  return (
    <Dialog
      title={`Part ${formatCount(number)}`}
      isDrawer
      onClose={() => go(linkWith({ part: undefined }))}
    >
      <Trouble error={problem.value} />
      {part === undefined && problem.value === undefined && <Skeleton lines={4} />}
      {part !== undefined && <PartFacts part={part} />}
      <SameAs curl={curlOf("GET", path)} />
    </Dialog>
  );
}

function PartFacts({ part }: { readonly part: PartView }) {
  const { startByte, lengthBytes, state, worker, startedAt, endedAt, phases, etag } = part;
  return (
    <>
      <dl class="facts">
        <dt>State</dt>
        <dd>{LOOKS.find(({ letter }) => letter === state)?.name ?? state}</dd>
        <dt>Bytes</dt>
        <dd>
          {formatCount(startByte)} to {formatCount(startByte + lengthBytes - 1)},{" "}
          {formatBytes(lengthBytes)}
        </dd>
        <dt>Worker</dt>
        <dd class="mono">{worker ?? "none yet"}</dd>
        {startedAt !== null && (
          <>
            <dt>Began</dt>
            <dd>{formatTime(startedAt)}</dd>
          </>
        )}
        {startedAt !== null && endedAt !== null && (
          <>
            <dt>Took</dt>
            <dd>{formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}</dd>
          </>
        )}
        {etag !== null && (
          <>
            <dt>ETag</dt>
            <dd class="mono">{etag}</dd>
          </>
        )}
        {part.checksum !== null && (
          <>
            <dt>Checksum</dt>
            <dd class="mono">{part.checksum}</dd>
          </>
        )}
      </dl>
      {phases !== null && <PhaseBar phases={phases} />}
      <h3>{part.failures.length === 0 ? "No attempt failed" : "Failed attempts"}</h3>
      <p class="quiet">{nextOf(part)}</p>
      <ul>
        {part.failures.map(({ at, process, cause, requestId }) => (
          <li key={at}>
            {formatTime(at)}, <span class="mono">{process}</span>:{" "}
            <a href={`problems/${cause.code}`}>{cause.code}</a> {cause.message}
            {requestId !== null && (
              <div class="quiet">
                Request of the store: <code>{requestId}</code>
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function nextOf({ state, failures }: PartView): string {
  if (state === "R") {
    return `${countOf(failures.length, "attempt")} failed; it is tried again by itself, with growing pauses.`;
  }
  return state === "F" ? "It is not tried again by itself: retry the job." : "";
}
