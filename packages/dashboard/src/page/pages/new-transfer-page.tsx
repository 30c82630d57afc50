import type { PlanView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { change, read } from "../data/api.ts";
import { may } from "../data/caller.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatBytes, formatCount, formatDuration } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { copyCommandOf, jobBodyOf, PlaceFields } from "../parts/place-fields.tsx";
import { OnlyLooks, Skeleton, Trouble } from "../parts/states.tsx";
import { go, linkTo, query } from "../place.ts";

const RARELY_MS = 30_000;

/** From where to where, what it would do, and its start. */
export function NewTransferPage() {
  const { view, problem } = useFeed("connections", RARELY_MS, (signal) =>
    read("/v1/connections", { signal }),
  );
  const connections = view.value?.data;
  const plan = useSignal<PlanView | undefined>(undefined);
  const busy = useSignal<"plan" | "start" | undefined>(undefined);
  const failure = useSignal<Error | undefined>(undefined);
  if (connections === undefined) {
    return problem.value === undefined ? <Skeleton /> : <Trouble error={problem.value} />;
  }
  if (!may("operate")) {
    return <OnlyLooks />;
  }
  const body = jobBodyOf(query.value, connections);
  const attempt = async (what: "plan" | "start", run: () => Promise<void>) => {
    busy.value = what;
    failure.value = undefined;
    try {
      await run();
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    } finally {
      busy.value = undefined;
    }
  };
  const look = () =>
    attempt("plan", async () => {
      plan.value = undefined;
      plan.value = await change("POST", "/v1/jobs:plan", { body });
    });
  const start = () =>
    attempt("start", async () => {
      const job = await change("POST", "/v1/jobs", { body });
      go(linkTo("jobs", job.id));
    });
  return (
    <>
      <div class="title">
        <h1>New transfer</h1>
      </div>
      <section class="panel">
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <PlaceFields connections={connections} hint="of many: a folder, or a template" />
          <p class="buttons">
            <button type="button" disabled={busy.value !== undefined} onClick={() => void look()}>
              Preview
            </button>
            <button type="submit" class="primary" disabled={busy.value !== undefined}>
              Start
            </button>
          </p>
        </form>
        <Trouble error={failure.value} />
        <SameAs cli={penstock(...copyCommandOf(body))} curl={curlOf("POST", "/v1/jobs", body)} />
      </section>
      {busy.value === "plan" && <Skeleton lines={3} />}
      {plan.value !== undefined && <Plan plan={plan.value} />}
    </>
  );
}

function Plan({ plan }: { readonly plan: PlanView }) {
  const { requests } = plan;
  const total = requests.list + requests.head + requests.get + requests.put + requests.copy;
  return (
    <section class="panel" aria-label="Plan">
      <h2>
        It would move {countOf(plan.objects, "object")}, {formatBytes(plan.bytes)}
      </h2>
      {!plan.isComplete && (
        <p class="warn-text">The list was not read to its end in time: these are counts so far.</p>
      )}
      <dl class="facts">
        <dt>Read from the source</dt>
        <dd>{formatBytes(plan.bytesRead)}</dd>
        <dt>Uploads</dt>
        <dd>
          {formatCount(plan.parts)} in all;{" "}
          {plan.largeObjects === 0
            ? "no object is large enough for several parts"
            : `${countOf(plan.largeObjects, "object")} in several parts each`}
        </dd>
        <dt>Requests</dt>
        <dd>
          {formatCount(total)}: {formatCount(requests.list)} LIST, {formatCount(requests.head)}{" "}
          HEAD, {formatCount(requests.get)} GET, {formatCount(requests.put)} PUT,{" "}
          {formatCount(requests.copy)} COPY
        </dd>
        <dt>Takes about</dt>
        <dd>
          {plan.durationSeconds === null
            ? "not known: nothing was moved lately"
            : formatDuration(plan.durationSeconds * 1000)}
        </dd>
        {plan.costs.map(({ side, provider, currency, total: cost }) => (
          <>
            <dt>Costs at the {side}</dt>
            <dd>
              about {cost.toFixed(2)} {currency} ({provider})
            </dd>
          </>
        ))}
      </dl>
      {plan.rejections.map(({ code, objects, samples }) => (
        <p key={code} class="bad-text">
          {countOf(objects, "object")} would not be moved: {code}, such as {samples[0]?.key}:{" "}
          {samples[0]?.message}
        </p>
      ))}
      <h3>For example</h3>
      <ul>
        {plan.samples.slice(0, 5).map(({ key, destinationKey, sizeBytes }) => (
          <li key={key}>
            <code>{key}</code> → <code>{destinationKey}</code>, {formatBytes(sizeBytes)}
          </li>
        ))}
      </ul>
    </section>
  );
}
