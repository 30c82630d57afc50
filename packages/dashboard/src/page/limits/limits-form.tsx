import type { LimitsChangeInput, LimitsView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { curlOf, penstock } from "../data/commands.ts";
import { formatCount, formatRate, formatTime } from "../data/format.ts";
import { ActionButton } from "../parts/dialog.tsx";
import { changeOf, FIELDS, type Field, optionsOf, typedOf } from "./typed-limits.ts";

const LABELS: Readonly<Record<Field, string>> = {
  bytesPerSecond: "Bytes a second",
  requestsPerSecond: "Requests a second",
  unitsInFlight: "Parts and batches at once",
  partsPerUpload: "Parts of one upload at once",
};

const EXAMPLES: Readonly<Record<Field, string>> = {
  bytesPerSecond: "50MiB/s",
  requestsPerSecond: "200/s",
  unitsInFlight: "64",
  partsPerUpload: "8",
};

export type Now = LimitsView["now"][number];

export function valueText({ limit, value }: Pick<Now, "limit" | "value">): string {
  if (value === null) {
    return "no limit";
  }
  return limit === "bytesPerSecond" ? formatRate(value) : formatCount(value);
}

export function labelOf(limit: Now["limit"]): string {
  return LABELS[limit];
}

/** What holds now, with the number that results. */
export function LimitsNow({ now }: { readonly now: readonly Now[] }) {
  if (now.length === 0) {
    return <p class="quiet">No limit.</p>;
  }
  return (
    <dl class="facts">
      {now.map((each) => (
        <>
          <dt>{LABELS[each.limit]}</dt>
          <dd>
            <b>{valueText(each)}</b>
            {each.until !== null && (
              <span class="quiet"> until {formatTime(each.until)}, then as its calendar says</span>
            )}
          </dd>
        </>
      ))}
    </dl>
  );
}

type Props = {
  /** `the deployment`, `the connection web`, `this job`. */
  readonly of: string;
  readonly path: string;
  readonly cli: readonly string[];
  /** Of one job any operator may change them. */
  readonly scope?: "admin";
  readonly view: Pick<LimitsView, "limits" | "revision">;
  readonly put: (body: LimitsChangeInput) => Promise<unknown>;
};

/** Replaces all limits of one place: an empty field is no limit. */
export function ChangeLimits({ of, path, cli, scope, view, put }: Props) {
  const typed = useSignal(typedOf(view));
  const body = changeOf(view, typed.value);
  return (
    <ActionButton
      action={{
        label: "Change limits",
        target: of,
        ...(scope !== undefined && { scope, reach: "deployment" }),
        consequence: (
          <>
            <p>
              They hold for {of} within two seconds, also for parts in flight. 0 lets nothing run;
              an empty field is no limit. A calendar: <code>Mon-Fri 08:00-18:00 50MiB/s</code>
            </p>
            {FIELDS.map((name) => (
              <label key={name} class="field">
                <span>{LABELS[name]}</span>
                <input
                  placeholder={EXAMPLES[name]}
                  value={typed.value[name]}
                  onInput={({ currentTarget }) => {
                    typed.value = { ...typed.value, [name]: currentTarget.value };
                  }}
                />
              </label>
            ))}
          </>
        ),
        cli: penstock("limit", "set", ...cli, ...optionsOf(view, typed.value)),
        curl: curlOf("PUT", path, body),
        run: () => put(body),
      }}
    />
  );
}
