import { ERRORS, type ErrorCode, STEP_KINDS, type StepKind } from "@penstock/core";

export const EVERY_CODE = Object.keys(ERRORS).filter(isCode);

type WithoutEnd = {
  readonly steps: readonly StepKind[];
  readonly codes: readonly ErrorCode[];
  /** Only while the probe gets no response either. */
  readonly whileSilent?: true;
  readonly why: string;
};

/** All that is repeated without an end, and why. docs/failure-model.md shows the same rows. */
export const WITHOUT_END: readonly WithoutEnd[] = [
  {
    steps: ["plan", "part", "complete", "verify"],
    codes: [
      "rate-limited",
      "issuer-unreachable",
      "server-busy",
      "connection-pending",
      "source-url-expired",
      "source-throttled",
      "store-throttled",
      "credentials-expired",
      "credentials-unavailable",
      "clock-skewed",
      "attempt-interrupted",
      "held-back",
      "ledger-unavailable",
      "ledger-full",
      "journal-unavailable",
      "sealing-key-missing",
    ],
    why: "nothing is wrong with what is attempted, and it continues as soon as the cause is gone",
  },
  {
    steps: ["plan", "part", "complete", "verify"],
    codes: ["source-unreachable", "store-unreachable"],
    whileSilent: true,
    why: "an outage may last, and costs only time",
  },
  {
    steps: ["complete", "verify"],
    codes: ["connection-unknown", "connection-unsuitable", "settings-invalid", "store-refused"],
    why: "the store has all bytes, and only a right or a setting is missing, which the operator can correct",
  },
  {
    steps: ["abort"],
    codes: EVERY_CODE.filter((code) => code !== "store-missing"),
    why: "only the store can say that the upload is gone; until then you pay for its parts",
  },
];

export function hasNoEnd(step: StepKind, code: ErrorCode, isSilent = false): boolean {
  return WITHOUT_END.some(
    ({ steps, codes, whileSilent }) =>
      steps.includes(step) && codes.includes(code) && (isSilent || whileSilent !== true),
  );
}

/** Each step with each code. */
export const EVERY_PAIR = STEP_KINDS.flatMap((step) => EVERY_CODE.map((code) => ({ step, code })));

function isCode(name: string): name is ErrorCode {
  return name in ERRORS;
}
