import type { Mutant } from "./mutants.ts";

const ENGINE = "packages/engine/src";
const CORE = "packages/core/src";
const LEDGER = "packages/testkit/src/memory-ledger";

/** Of parts that are sent a second time: nothing may rely on the second one, and it may cost nothing but bytes. */
export const HEDGE_MUTANTS: readonly Mutant[] = [
  [
    "0067: the slower one of two that send a part gets no stop signal",
    [
      {
        file: `${LEDGER}/memory-part-dispatch.ts`,
        find: "if (entry.hedgedGeneration === report.generation) {",
        replace: "if (entry.hedgedGeneration === -1) {",
      },
    ],
    /stop signal/,
  ],
  [
    "0067: the one that gets the stop signal is the faster one",
    [
      {
        file: `${LEDGER}/memory-part-dispatch.ts`,
        find: "const other = Math.max(0, -taskPart);",
        replace: "const other = taskPart;",
      },
    ],
    /stop signal/,
  ],
  [
    "0067: a part is sent twice though its ETags differ",
    [
      {
        file: `${CORE}/transfers/hedging.ts`,
        find: 'return isMultipart && (isProvedByStore || behaviour.partETag.is === "of-bytes");',
        replace: 'return isMultipart && (isProvedByStore || behaviour.partETag.is !== "none");',
      },
    ],
    /two bodies are not the same part/,
  ],
  [
    "0067: the report of the slower one takes the place of the faster one's",
    [
      {
        file: `${LEDGER}/memory-part-dispatch.ts`,
        find: '    const entry = tenant.missing(report);\n    if (entry?.transfer.state.kind !== "uploading") {',
        replace:
          '    const entry = tenant.transfers.get(report.transferId);\n    if (entry?.transfer.state.kind !== "uploading" || entry.transfer.generation !== report.generation) {',
      },
    ],
    /late duplicate/,
  ],
  [
    "0067: what fails about a hedge is a failure of its task",
    [
      {
        file: `${ENGINE}/parts/hedge-part.ts`,
        find: '    log.debug({ ...fields, code }, "a part was sent a second time, unused");\n    return DONE;',
        replace: "    throw error;",
      },
    ],
    /throws what/,
  ],
];
