import type { Mutant } from "./mutants.ts";

const LEDGER = "packages/testkit/src/memory-ledger";
const RECORDING = "packages/engine/src/recording";

const ROWS_OR_COUNTS = /row|counts|heads|the job ends|finished/;

/** Of bulk jobs: what docs/decisions/0059 and 0060 rest on, taken out of the engine or of the ledger. */
export const BULK_MUTANTS: readonly Mutant[] = [
  [
    "a cursor moves only from where its planner believes it",
    [
      {
        file: `${LEDGER}/memory-listing-store.ts`,
        find: "return shard?.after === after && shard.to === to ? shard : undefined;",
        replace: "return shard;",
      },
    ],
    ROWS_OR_COUNTS,
  ],
  [
    "a report counts only under its attempt",
    [
      {
        file: `${LEDGER}/memory-batch-store.ts`,
        find: "held === undefined || held.batch.attempt !== report.attempt",
        replace: "held === undefined",
      },
    ],
    /./,
  ],
  [
    "a job with an open shard is not finished",
    [
      {
        file: "packages/core/src/jobs/job.ts",
        find: "return listing + planned",
        replace: "return planned",
      },
    ],
    /./,
  ],
  [
    "a closed segment has a name of its own",
    [
      {
        file: `${LEDGER}/memory-bulk-job.ts`,
        find: "  bulk.nextSegment += 1;\n",
        replace: "",
      },
    ],
    /./,
  ],
  [
    "attempts of a batch are numbered by the time",
    [
      {
        file: `${LEDGER}/memory-batch-store.ts`,
        find: "batch.attempt = Math.max(batch.attempt + 1, this.#records.nowMs);",
        replace: "batch.attempt += 1;",
      },
    ],
    /./,
  ],
  [
    "a batch is of an epoch, whatever its attempt",
    [
      {
        file: `${LEDGER}/memory-batch-store.ts`,
        find: "batch.attempt = Math.max(batch.attempt + 1, this.#records.nowMs);",
        replace: "batch.attempt += 1;",
      },
      {
        file: `${LEDGER}/memory-batch-store.ts`,
        find: "const bulk = entry?.bulk?.epoch === ref.epoch ? entry.bulk : undefined;",
        replace: "const bulk = entry?.bulk;",
      },
      {
        file: `${LEDGER}/memory-permits.ts`,
        find: `return \`\${jobId}/\${epoch}/\${number}\`;`,
        replace: `return \`\${jobId}/\${epoch * 0}/\${number}\`;`,
      },
    ],
    /./,
  ],
  [
    "late segments of older epochs do not count",
    [
      {
        file: `${RECORDING}/recover-listing.ts`,
        find: "(head) => head.epoch === newest ||",
        replace: "(head) => head.epoch <= newest ||",
      },
    ],
    ROWS_OR_COUNTS,
  ],
  [
    "an epoch is decided once",
    [
      {
        file: "packages/testkit/src/memory-row-archive.ts",
        find: "recoveries.get(recovery.epoch) ?? recovery",
        replace: "recovery",
      },
    ],
    ROWS_OR_COUNTS,
  ],
  [
    "a segment is never replaced",
    [
      {
        file: "packages/testkit/src/memory-row-archive.ts",
        find: "    if (there === undefined) {\n",
        replace: "    if (there === undefined || there !== head) {\n",
      },
      {
        file: "packages/testkit/src/memory-row-archive.ts",
        find: "return there === undefined || JSON.stringify(there) === JSON.stringify(head);",
        replace: "return true;",
      },
    ],
    ROWS_OR_COUNTS,
  ],
  [
    "a decision that nothing opened is noticed",
    [
      {
        file: "packages/engine/src/repair/bulk-recovery.ts",
        find: "(isFresh && !bulk.isRecorded) ||",
        replace: "bulk.epoch > 0 ||",
      },
    ],
    ROWS_OR_COUNTS,
  ],
  [
    "keys are in the order of their bytes",
    [
      {
        file: "packages/core/src/listing/key-order.ts",
        find: "return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;",
        replace: "return unit;",
      },
    ],
    /./,
  ],
];
