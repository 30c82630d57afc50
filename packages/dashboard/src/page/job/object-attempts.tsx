import { read } from "../data/api.ts";
import { countOf } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { AttemptLanes, AttemptList } from "./attempt-list.tsx";
import { attemptsOf } from "./attempts.ts";
import { partsOf, runsOf } from "./part-states.ts";

const EVERY_MS = 3000;
const MOST_PARTS = 200;
const MOST_ROWS = 20;

type Props = { readonly jobId: string; readonly transferId: string };

/** The newest parts of an object, by worker and time: those before the first that is still planned. */
async function readNewest({ jobId, transferId }: Props, signal: AbortSignal) {
  const params = { id: jobId, transferId };
  const map = await read("/v1/jobs/{id}/transfers/{transferId}/part-map", { params, signal });
  const runs = runsOf(map);
  const last = runs.findLast(({ letter }) => letter !== "P");
  const end = last === undefined ? partsOf(runs) : last.from + last.count;
  const query = { from: Math.max(1, end - MOST_PARTS + 1), limit: MOST_PARTS };
  const path = "/v1/jobs/{id}/transfers/{transferId}/parts";
  const { data } = await read(path, { params, query, signal });
  return { attempts: attemptsOf(data), from: query.from };
}

export function ObjectAttempts(props: Props) {
  const key = `job/${props.jobId}/attempts/${props.transferId}`;
  const { view } = useFeed(key, EVERY_MS, (signal) => readNewest(props, signal));
  const { attempts = [], from = 1 } = view.value ?? {};
  if (attempts.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Who moved its parts, and when</h3>
      {from > 1 && (
        <p class="quiet">
          The newest {countOf(MOST_PARTS, "part")}: from part {from} on.
        </p>
      )}
      <AttemptLanes attempts={attempts} />
      <details>
        <summary>
          The newest {countOf(Math.min(MOST_ROWS, attempts.length), "attempt")} in words
        </summary>
        <AttemptList attempts={attempts} most={MOST_ROWS} />
      </details>
    </>
  );
}
