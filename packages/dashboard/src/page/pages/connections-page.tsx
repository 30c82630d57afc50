import type { AllLimitsView, ConnectionTestView, ConnectionView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { change, read } from "../data/api.ts";
import type { Tone } from "../data/attention.ts";
import { may } from "../data/caller.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { formatAge, formatDuration } from "../data/format.ts";
import { refreshAll, useFeed } from "../data/live.ts";
import { labelOf, valueText } from "../limits/limits-form.tsx";
import { SameAs } from "../parts/command.tsx";
import { Pill } from "../parts/shape.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";
import { linkTo } from "../place.ts";

const EVERY_MS = 10_000;

type Result = ConnectionTestView["checks"][number]["result"];

const TONES: Readonly<Record<Result, Tone>> = {
  passed: "done",
  warned: "warn",
  failed: "bad",
  skipped: "idle",
};

export function ConnectionsPage() {
  const { view, problem } = useFeed("connections", EVERY_MS, (signal) =>
    read("/v1/connections", { signal }),
  );
  const limits = useFeed("limits", EVERY_MS, (signal) => read("/v1/limits", { signal }));
  const connections = view.value?.data;
  return (
    <>
      <div class="title">
        <h1>Connections</h1>
      </div>
      <Trouble error={problem.value} />
      {connections === undefined && <Skeleton />}
      {connections?.length === 0 && (
        <Empty title="No connection">
          <p>
            Name stores and sources in <code>penstock.config.json</code>.
          </p>
        </Empty>
      )}
      {connections?.map((connection) => (
        <ConnectionPanel
          key={connection.name}
          connection={connection}
          limits={limits.view.value?.connections.find(({ name }) => name === connection.name)}
        />
      ))}
    </>
  );
}

type Props = {
  readonly connection: ConnectionView;
  readonly limits: AllLimitsView["connections"][number] | undefined;
};

function ConnectionPanel({ connection, limits }: Props) {
  const { name, provider, location: place, isWritable, lastTest, leftAlone = [] } = connection;
  const isBusy = useSignal(false);
  const failure = useSignal<Error | undefined>(undefined);
  const test = async () => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await change("POST", "/v1/connections/{name}:test", { params: { name } });
      refreshAll("connections");
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <section class="panel" aria-label={name}>
      <div class="title">
        <span class="name">
          <h2>{name}</h2>
          {leftAlone.length > 0 && <Pill tone="bad" word="does not work now" />}
          {lastTest === null ? (
            <Pill tone="idle" word="not tested" />
          ) : (
            <Pill tone={TONES[lastTest.result]} word={`test ${lastTest.result}`} />
          )}
        </span>
        {may("operate") && (
          <button type="button" disabled={isBusy.value} onClick={() => void test()}>
            {isBusy.value ? "Testing, up to a minute" : "Test"}
          </button>
        )}
      </div>
      <p class="quiet">
        {provider}, {place}, {isWritable ? "source and destination" : "source only"}
        {lastTest !== null &&
          `, tested ${formatAge(nowMs.value - Date.parse(lastTest.testedAt))} ago`}
      </p>
      <Trouble error={failure.value} />
      <Health leftAlone={leftAlone} />
      <p>
        {limits === undefined || limits.now.length === 0
          ? "No limit of its own. "
          : limits.now.map((each) => `${labelOf(each.limit)}: ${valueText(each)}. `)}
        <a href={linkTo("limits")}>Limits</a>
      </p>
      {lastTest !== null && <Checks test={lastTest} />}
      <SameAs
        cli={penstock("conn", "test", name)}
        curl={curlOf("POST", `/v1/connections/${name}:test`)}
      />
    </section>
  );
}

/** By which processes it is not used for a while, why, and when it is tried again. */
function Health({ leftAlone }: { readonly leftAlone: NonNullable<ConnectionView["leftAlone"]> }) {
  if (leftAlone.length === 0) {
    return <p class="quiet">Every process uses it.</p>;
  }
  return (
    <ul>
      {leftAlone.map(({ process, role, cause, since, nextTry }) => (
        <li key={process}>
          <b class="bad-text">
            The {role} <span class="mono">{process}</span> leaves it alone
          </b>{" "}
          for {formatDuration(nowMs.value - Date.parse(since))}:{" "}
          <a href={`problems/${cause.code}`}>{cause.code}</a> {cause.message} Tried again by itself
          in {formatDuration(Date.parse(nextTry) - nowMs.value)}; no attempt is used up.
        </li>
      ))}
    </ul>
  );
}

function Checks({ test }: { readonly test: ConnectionTestView }) {
  return (
    <details open={test.result !== "passed"}>
      <summary>{test.checks.length} checks</summary>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th>Check</th>
              <th>Result</th>
              <th>Seen</th>
              <th>What it means, and what to do</th>
            </tr>
          </thead>
          <tbody>
            {test.checks.map(({ name, result, detail, consequence, fix }) => (
              <tr key={name}>
                <td class="mono">{name}</td>
                <td>
                  <Pill tone={TONES[result]} word={result} />
                </td>
                <td>{detail}</td>
                <td>
                  {consequence} {fix !== null && <b>{fix}</b>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
