import { countOf, formatBytes, formatDuration, formatTime } from "../data/format.ts";
import { Pill } from "../parts/shape.tsx";
import { linkWith } from "../place.ts";
import type { Attempt, Lane } from "./attempts.ts";
import { lanesOf } from "./attempts.ts";

/** As text: who, when, how long, how much, and what came of it. */
export function AttemptList(props: {
  readonly attempts: readonly Attempt[];
  readonly most: number;
}) {
  const { attempts, most } = props;
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th>Part</th>
            <th>Outcome</th>
            <th>Worker</th>
            <th>When</th>
            <th class="num">Took</th>
            <th class="num">Bytes</th>
          </tr>
        </thead>
        <tbody>
          {attempts.slice(0, most).map((attempt) => (
            <AttemptRow key={`${attempt.part} ${attempt.toMs}`} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AttemptRow({ attempt }: { readonly attempt: Attempt }) {
  const { part, worker, fromMs, toMs, bytes, cause, requestId } = attempt;
  const isStored = cause === undefined;
  return (
    <tr>
      <td>
        <a href={linkWith({ part: String(part) })}>Part {part}</a>
      </td>
      <td>
        <Pill tone={isStored ? "done" : "bad"} word={isStored ? "stored" : "failed"} />
        {cause !== undefined && (
          <div>
            <a href={`problems/${cause.code}`}>{cause.code}</a>: {cause.message}
          </div>
        )}
        {requestId !== undefined && (
          <div class="quiet">
            Request of the store: <code>{requestId}</code>
          </div>
        )}
      </td>
      <td class="mono" data-label="Worker">
        {worker}
      </td>
      <td data-label="When">{formatTime(new Date(fromMs).toISOString())}</td>
      <td class="num" data-label="Took">
        {isStored ? tookText(toMs - fromMs) : ""}
      </td>
      <td class="num" data-label="Bytes">
        {isStored ? formatBytes(bytes) : ""}
      </td>
    </tr>
  );
}

function tookText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : formatDuration(ms);
}

/** A line for each slot of each worker; gaps are time in which it had none of these parts. */
export function AttemptLanes({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const fromMs = Math.min(...attempts.map((attempt) => attempt.fromMs));
  const toMs = Math.max(...attempts.map((attempt) => attempt.toMs));
  const place = (ms: number) => ((ms - fromMs) / Math.max(1, toMs - fromMs)) * 100;
  return (
    <>
      {lanesOf(attempts).map((lane) => (
        <WorkerLane key={lane.worker} lane={lane} place={place} />
      ))}
      <p class="quiet lane-times">
        <span>{formatTime(new Date(fromMs).toISOString())}</span>
        <span>{formatDuration(toMs - fromMs)} later</span>
      </p>
    </>
  );
}

function WorkerLane(props: { readonly lane: Lane; readonly place: (ms: number) => number }) {
  const { lane, place } = props;
  const all = lane.slots.flat();
  const failed = all.filter(({ cause }) => cause !== undefined).length;
  return (
    <div class="lane">
      <p>
        <b class="mono">{lane.worker}</b>{" "}
        <span class="quiet">
          {countOf(all.length - failed, "part")} stored
          {failed > 0 && `, ${countOf(failed, "attempt")} failed`}
        </span>
      </p>
      {lane.slots.map((slot, index) => (
        <div key={index} class="track" aria-hidden="true">
          {slot.map(({ part, fromMs, toMs, cause }) => (
            <i
              key={`${part} ${toMs}`}
              class={cause === undefined ? "part-S" : "part-F"}
              style={{ left: `${place(fromMs)}%`, width: `${place(toMs) - place(fromMs)}%` }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
