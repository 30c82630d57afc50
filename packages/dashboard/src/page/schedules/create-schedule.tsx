import type { ConnectionPage, PreviewView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { change, read } from "../data/api.ts";
import { curlOf } from "../data/commands.ts";
import { formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { Choice, Field } from "../parts/fields.tsx";
import { jobBodyOf, PlaceFields } from "../parts/place-fields.tsx";
import { Trouble } from "../parts/states.tsx";
import { go, linkTo, query } from "../place.ts";

const OVERLAPS = ["skip", "queue", "cancel_running"] as const;
const RARELY_MS = 30_000;

/** What is typed is in the URL, as everything is. */
function requestOf(connections: ConnectionPage["data"]) {
  const given = (name: string) => query.value.get(name) ?? "";
  const zone = given("zone");
  return {
    name: given("name"),
    cron: given("cron"),
    ...(zone !== "" && { timeZone: zone }),
    overlap: OVERLAPS.find((word) => word === given("overlap")) ?? "skip",
    job: jobBodyOf(query.value, connections),
  };
}

export function CreateSchedule() {
  const { view } = useFeed("connections", RARELY_MS, (signal) =>
    read("/v1/connections", { signal }),
  );
  const connections = view.value?.data ?? [];
  const preview = useSignal<PreviewView | undefined>(undefined);
  const failure = useSignal<Error | undefined>(undefined);
  const request = requestOf(connections);
  const attempt = async (run: () => Promise<void>) => {
    failure.value = undefined;
    try {
      await run();
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    }
  };
  const look = () =>
    attempt(async () => {
      const { cron, timeZone } = request;
      const body = { cron, ...(timeZone !== undefined && { timeZone }) };
      preview.value = await change("POST", "/v1/schedules:preview", { body });
    });
  const create = () =>
    attempt(async () => {
      await change("POST", "/v1/schedules", { body: request });
      go(linkTo("schedules", request.name));
    });
  return (
    <section class="panel">
      <h2>New schedule</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field name="name" label="Name" placeholder="nightly" />
        <Field
          name="cron"
          label="Cron: minute, hour, day, month, weekday"
          placeholder="0 3 * * *"
        />
        <Field name="zone" label="Time zone" placeholder="UTC, or Europe/Berlin" />
        <Choice name="overlap" label="If the one before still runs" values={OVERLAPS} />
        <PlaceFields connections={connections} hint="{date:yyyy/MM/dd} stands for the tick" />
        <p class="buttons">
          <button type="button" onClick={() => void look()}>
            Show the next runs
          </button>
          <button type="submit" class="primary">
            Create
          </button>
        </p>
      </form>
      <Trouble error={failure.value} />
      {preview.value !== undefined && <Ticks preview={preview.value} />}
      <SameAs curl={curlOf("POST", "/v1/schedules", request)} />
    </section>
  );
}

function Ticks({ preview }: { readonly preview: PreviewView }) {
  return (
    <ol aria-label="Next runs">
      {preview.ticks.map(({ at, local, note }) => (
        <li key={at}>
          {formatTime(at)} <span class="quiet">{local}</span> {note}
        </li>
      ))}
    </ol>
  );
}
