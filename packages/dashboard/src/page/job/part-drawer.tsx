import type { PartView } from "@penstock/wire";
import { read } from "../data/api.ts";
import { curlOf } from "../data/commands.ts";
import { countOf, formatBytes, formatCount, formatDuration, formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";
import { close } from "../place.ts";
import { AttemptList } from "./attempt-list.tsx";
import { attemptsOf } from "./attempts.ts";
import { LOOKS } from "./part-map-canvas.ts";
import { PhaseBar } from "./phase-bar.tsx";

const EVERY_MS = 2000;

type Props = { readonly jobId: string; readonly transferId: string; readonly number: number };

async function readPart(props: Props, signal: AbortSignal): Promise<PartView | undefined> {
  const { jobId, transferId, number } = props;
  const page = await read("/v1/jobs/{id}/transfers/{transferId}/parts", {
    params: { id: jobId, transferId },
    query: { from: number, limit: 1 },
    signal,
  });
  return page.data[0];
}

/** One part: its range, who moved it and when, where the time went, and its failed attempts. */
export function PartDrawer(props: Props) {
  const { jobId, transferId, number } = props;
  const key = `job/${jobId}/part/${transferId}/${number}`;
  const { view, problem } = useFeed(key, EVERY_MS, (signal) => readPart(props, signal));
  const part = view.value;
  const path = `/v1/jobs/${jobId}/transfers/${transferId}/parts?from=${number}&limit=1`;
  return (
    <Dialog title={`Part ${formatCount(number)}`} isDrawer onClose={() => close(["part"])}>
      <Trouble error={problem.value} />
      {part === undefined && problem.value === undefined && <Skeleton lines={4} />}
      {part !== undefined && <PartFacts part={part} />}
      <SameAs curl={curlOf("GET", path)} />
    </Dialog>
  );
}

function PartFacts({ part }: { readonly part: PartView }) {
  const { startByte, lengthBytes, state, worker, startedAt, endedAt, phases, etag } = part;
  const attempts = attemptsOf([part]);
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
      <h3>Attempts</h3>
      {attempts.length === 0 && <p class="quiet">None has ended yet.</p>}
      <p class="quiet">{nextOf(part)}</p>
      {attempts.length > 0 && <AttemptList attempts={attempts} most={attempts.length} />}
    </>
  );
}

function nextOf({ state, failures }: PartView): string {
  if (state === "R") {
    return `${countOf(failures.length, "attempt")} failed; it is tried again by itself, with growing pauses.`;
  }
  return state === "F" ? "It is not tried again by itself: retry the job." : "";
}
