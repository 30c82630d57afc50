import type { OpenUploadPage } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { read } from "../data/api.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatBytes, formatDuration } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Pill } from "../parts/shape.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo } from "../place.ts";

const EVERY_MS = 5000;

export function SystemPage() {
  return (
    <>
      <div class="title">
        <h1>System</h1>
      </div>
      <Readiness />
      <OpenUploads />
      <section class="panel">
        <h2>More</h2>
        <ul>
          <li>
            <a href="metrics">Metrics for Prometheus</a>
          </li>
          <li>
            <a href="v1">Every route of the API</a>
          </li>
        </ul>
      </section>
    </>
  );
}

function Readiness() {
  const { view, problem } = useFeed("ready", EVERY_MS, (signal) =>
    read("/healthz/ready", { signal }),
  );
  const health = view.value;
  if (health === undefined) {
    return problem.value === undefined ? <Skeleton lines={1} /> : <Trouble error={problem.value} />;
  }
  const { status, reasons = [], remarks = [] } = health;
  const trouble = [...reasons, ...remarks];
  return (
    <section class="panel">
      <div class="title">
        <h2>Whether it can work now</h2>
        <Pill
          tone={reasons.length > 0 ? "bad" : remarks.length > 0 ? "warn" : "done"}
          word={status}
        />
      </div>
      {trouble.length === 0 && <p class="quiet">Nothing is known to stand in the way.</p>}
      <ul>
        {trouble.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <SameAs curl={curlOf("GET", "/healthz/ready")} />
    </section>
  );
}

/** By the stores' own lists, which may take a minute: only when it is asked for. */
function OpenUploads() {
  const page = useSignal<OpenUploadPage | undefined>(undefined);
  const isBusy = useSignal(false);
  const failure = useSignal<Error | undefined>(undefined);
  const look = async () => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      page.value = await read("/v1/uploads");
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <section class="panel">
      <div class="title">
        <h2>Open uploads at the stores</h2>
        <button type="button" disabled={isBusy.value} onClick={() => void look()}>
          {isBusy.value ? "Asking the stores" : "Look"}
        </button>
      </div>
      <p class="quiet">What is open at a store is paid for, also when no job uses it any more.</p>
      <Trouble error={failure.value} />
      {page.value !== undefined && <Uploads page={page.value} />}
      <SameAs cli={penstock("uploads", "ls")} curl={curlOf("GET", "/v1/uploads")} />
    </section>
  );
}

function Uploads({ page }: { readonly page: OpenUploadPage }) {
  return (
    <>
      <p>{countOf(page.total, "upload")} open.</p>
      {page.gaps.map(({ connection, message }) => (
        <p key={connection} class="warn-text">
          {connection} is not all here: {message}
        </p>
      ))}
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th>Object</th>
              <th>Whose</th>
              <th class="num">Age</th>
              <th class="num">Bytes</th>
            </tr>
          </thead>
          <tbody>
            {page.data.map(({ connection, key, uploadId, owner, jobId, ageSeconds, bytes }) => (
              <tr key={`${connection}${key}${uploadId}`}>
                <td>
                  {connection}: {key}
                </td>
                <td>{jobId === null ? owner : <a href={linkTo("jobs", jobId)}>{owner}</a>}</td>
                <td class="num" data-label="Age">
                  {formatDuration(ageSeconds * 1000)}
                </td>
                <td class="num" data-label="Bytes">
                  {bytes === null ? "–" : formatBytes(bytes)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
