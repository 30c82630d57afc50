// Limits as a person types them, and the change that they come to.

import type { LimitsChangeInput, LimitsView } from "@penstock/wire";

/** All that there are: a change replaces those of its place, and would take away one that has no field. */
export const FIELDS = [
  "bytesPerSecond",
  "requestsPerSecond",
  "unitsInFlight",
  "partsPerUpload",
] as const satisfies readonly LimitsView["now"][number]["limit"][];
export type Field = (typeof FIELDS)[number];

/** An empty one is no limit. */
export type TypedLimits = Readonly<Record<Field, string>>;

const OPTIONS: Readonly<Record<Field, string>> = {
  bytesPerSecond: "--bytes-per-second",
  requestsPerSecond: "--requests-per-second",
  unitsInFlight: "--units-in-flight",
  partsPerUpload: "--parts-per-upload",
};

type Set = Pick<LimitsView, "limits" | "revision">;

/** As they are set: a calendar by its lines, not by the number that holds now. */
export function typedOf({ limits }: Set): TypedLimits {
  const textOf = (field: Field) => [limits[field] ?? ""].flat().join("; ");
  return {
    bytesPerSecond: textOf("bytesPerSecond"),
    requestsPerSecond: textOf("requestsPerSecond"),
    unitsInFlight: textOf("unitsInFlight"),
    partsPerUpload: textOf("partsPerUpload"),
  };
}

export function changeOf({ limits, revision }: Set, typed: TypedLimits): LimitsChangeInput {
  const { timeZone } = limits;
  const given = FIELDS.map((field) => [field, typed[field].trim()] as const).filter(
    ([, text]) => text !== "",
  );
  return {
    limits: { ...Object.fromEntries(given), ...(timeZone !== undefined && { timeZone }) },
    revision,
  };
}

/** What `penstock limit set` takes for the same: what is not given stays there. */
export function optionsOf(set: Set, typed: TypedLimits): readonly string[] {
  const before = typedOf(set);
  return FIELDS.filter((field) => typed[field].trim() !== before[field]).flatMap((field) => [
    OPTIONS[field],
    typed[field].trim() || "unlimited",
  ]);
}
