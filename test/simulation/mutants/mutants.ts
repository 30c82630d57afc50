import type { Edit } from "./mutant-copy.ts";

const ENGINE = "packages/engine/src";
const CORE = "packages/core/src";

/** What it takes away, named by the rule that falls with it, and the invariant that has to notice. */
export type Mutant = readonly [what: string, edits: readonly Edit[], breaks: RegExp];

const DURABLE_STEPS: readonly Mutant[] = [
  [
    "1: the task is done before its ETag is durable",
    [
      {
        file: `${ENGINE}/parts/transfer-part.ts`,
        find: "  const next = await report(engine, task, { ...stored, wantsAnother, put, record, measures });",
        replace:
          "  const next = undefined;\n  void report(engine, task, { ...stored, wantsAnother: false, put, record }).catch(() => undefined);",
      },
    ],
    /durable \(1\)/,
  ],
  [
    "4: the store gets an Initiate without an intent",
    [
      {
        file: `${ENGINE}/planning/plan-transfer.ts`,
        find: 'await advance(engine, transfer, {\n    kind: "upload-intended",\n    token: upload.token,\n  });',
        replace:
          '({ ...transfer, state: { kind: "planned", intents: [upload.token] } }) as Transfer;',
      },
    ],
    /intent/,
  ],
  [
    "15: nothing restores from the journal what the ledger lost",
    [
      {
        file: `${ENGINE}/repair/journal-sweep.ts`,
        find: "    await this.#restoreLost([...lost, ...known.filter((each) => sound.get(each) === false)]);",
        replace: "",
      },
    ],
    /every accepted job ends/,
  ],
  [
    "15: the sweep does not ask again for what was lost on its way to the queue",
    [
      {
        file: `${ENGINE}/repair/sweep.ts`,
        find: "await apart(engine, about, () => askAgain(engine, transfer));",
        replace: "await Promise.resolve(about);",
      },
    ],
    /every accepted job ends/,
  ],
];

const COMPLETING: readonly Mutant[] = [
  [
    "47: a transfer is stored before its receipt is made",
    [
      {
        file: `${ENGINE}/advance.ts`,
        find: "const receipt = await receiptOnceStored(engine, next, uploaded);",
        replace: "const receipt = undefined;",
      },
    ],
    /has its receipt/,
  ],
  [
    "5: a Complete that fails for a while ends the transfer",
    [
      {
        file: `${ENGINE}/finalizing/completion-failed.ts`,
        find: "return isLast && !mayBeDone\n",
        replace: "return !mayBeDone\n",
      },
    ],
    /\(5/,
  ],
  [
    "5: no HEAD looks whether a failed Complete has made the object",
    [
      {
        file: `${ENGINE}/finalizing/completion.ts`,
        find: 'return head !== undefined && isOurs(head, upload)\n    ? advance(engine, transfer, { kind: "upload-completed", etag: head.etag })\n    : otherwise();',
        replace: "return otherwise();",
      },
    ],
    /\(5/,
  ],
  [
    "5: any object of the right size is taken for ours",
    [
      {
        file: `${CORE}/objects/whole-object.ts`,
        find: "return head.token === upload.token && ",
        replace: "return ",
      },
    ],
    /stored means|starts over|failed is never|every accepted job ends/,
  ],
  [
    "6: the store's list of parts is not compared with the plan",
    [
      {
        file: `${CORE}/transfers/mismatched-parts.ts`,
        find: "  return everyPart(upload).filter((number) => {",
        replace: "  return everyPart(upload).filter((number) => {\n    return false;",
      },
    ],
    /pinned version|is not uploaded|every accepted job ends/,
  ],
  [
    "6: Complete sends the ETags of the ledger instead of the store's own",
    [
      {
        file: `${ENGINE}/finalizing/complete-upload.ts`,
        find: "store.complete(ref, listed, whole, signal)",
        replace:
          "store.complete(ref, listed.map((part, index) => ({ ...part, etag: uploaded[index]?.etag ?? part.etag })), whole, signal)",
      },
    ],
    /every accepted job ends|lasting cause/,
  ],
];

const GIVING_UP: readonly Mutant[] = [
  [
    "5: a transfer is given up without a look for its object",
    [
      {
        file: `${ENGINE}/finalizing/abort-upload.ts`,
        find: "  return head !== undefined && isOurs(head, upload) && !isBetterMadeAgain(transfer)",
        replace: '  return head !== undefined && head.token === ""',
      },
    ],
    /failed is never said|starts over/,
  ],
];

const LEASES: readonly Mutant[] = [
  [
    "6: a process that woke up after its lease continues sending",
    [
      {
        file: "packages/core/src/objects/hashed-chunks.ts",
        find: "  if (!holdsLease()) {",
        replace: "  if (holdsLease === undefined) {",
      },
    ],
    /no byte is sent/,
  ],
  [
    "6: a process that woke up after its lease reports its part",
    [
      {
        file: `${ENGINE}/parts/transfer-part.ts`,
        find: "  if (!delivery.holdsLease()) {",
        replace: "  if (delivery.holdsLease === undefined) {",
      },
    ],
    /no part is reported/,
  ],
];

const ENDING: readonly Mutant[] = [
  [
    "7: a cancelled transfer leaves its upload open",
    [
      {
        file: `${CORE}/transfers/lifecycle.ts`,
        find: 'return { kind: "aborting", upload, outcome: "aborted", cause: event.cause };',
        replace: 'return { kind: "aborted", cause: event.cause };',
      },
    ],
    /no upload stays open/,
  ],
  [
    "7: one abort is believed to be enough",
    [
      {
        file: `${ENGINE}/finalizing/abort-until-gone.ts`,
        find: "return (await partsUnlessGone(store, ref, signal)) === undefined;",
        replace: "return true;",
      },
    ],
    /no upload stays open/,
  ],
  [
    "7: an upload opened without effect is ended neither by its opener nor by the sweep (a pair)",
    [
      {
        file: `${ENGINE}/planning/plan-transfer.ts`,
        find: "    await abortOwn(engine, { ...intendedUpload(transfer, upload.token), uploadId }, signal);",
        replace: "",
      },
      {
        file: `${ENGINE}/uploads/orphans.ts`,
        find: "      for (const group of this.#inTurn(groupsOf(due))) {",
        replace: "      for (const group of this.#inTurn(groupsOf(due.slice(due.length)))) {",
      },
    ],
    /no upload stays open/,
  ],
  [
    "14: an upload that holds parts is aborted with the orphans",
    [
      {
        file: `${ENGINE}/uploads/orphans-of-intents.ts`,
        find: "    if (parts?.length === 0) {",
        replace: "    if (parts !== undefined) {",
      },
    ],
    /not ours \(14\)|every accepted job ends/,
  ],
];

const PROOFS: readonly Mutant[] = [
  [
    "8: reads are not pinned",
    [
      {
        file: `${ENGINE}/parts/relay-part.ts`,
        find: "upload.sourceVersion, range, delivery.signal);",
        replace:
          '{ ...upload.sourceVersion, validator: { kind: "size-only" } }, range, delivery.signal);',
      },
    ],
    /pinned/,
  ],
  [
    "8: a transfer that starts over keeps its generation, so that nothing of the old one is fenced off",
    [
      {
        file: `${CORE}/transfers/lifecycle.ts`,
        find: "generation: startsOver ? transfer.generation + 1 : transfer.generation,",
        replace: "generation: startsOver ? transfer.generation : transfer.generation,",
      },
    ],
    /\(7, (8|15)\)/,
  ],
  [
    "9: a part is not compared with what the store says that it got",
    [
      {
        file: `${ENGINE}/parts/relay-part.ts`,
        find: "if (stored.checksum !== undefined && stored.checksum !== checksum) {",
        replace: "if (stored.checksum === undefined && checksum === undefined) {",
      },
    ],
    // What was not compared fails later, if it is seen by chance at all.
    /\(8, 9\)|\(9\)|\(5, 11\)/,
  ],
  [
    "9: the finished object is not compared with what was read",
    [
      {
        file: `${ENGINE}/finalizing/verify-object.ts`,
        find: "  if (head.checksum !== checksum) {",
        replace: "  if (head === undefined) {",
      },
    ],
    /stored means/,
  ],
  [
    "9: what is read is not compared with what the source publishes",
    [
      {
        file: `${CORE}/objects/whole-object.ts`,
        find: "  if (isComparable && checksum !== published.value) {",
        replace: "  if (isComparable && checksum === undefined) {",
      },
    ],
    /\(8, 9\)|stored means/,
  ],
  [
    "16: a response of other bytes than were asked for is believed",
    [
      {
        file: `${CORE}/bytes/range-response.ts`,
        find: "  if (got.range.startByte !== range.startByte || got.range.lengthBytes > range.lengthBytes) {",
        replace: "  if (got.range.lengthBytes > range.lengthBytes) {",
      },
    ],
    /\(8, 9\)|lasting cause/,
  ],
  [
    "16: a response in a content encoding is believed",
    [
      {
        file: `${CORE}/bytes/range-response.ts`,
        find: "  if (!isSameCoding(response.contentEncoding, contentEncoding)) {",
        replace: '  if (response.contentEncoding === "never") {',
      },
    ],
    /\(8, 9\)|lasting cause/,
  ],
];

const COUNTS: readonly Mutant[] = [
  [
    "10: a job is over while its object is still to be verified",
    [
      {
        file: `${CORE}/jobs/job.ts`,
        find: "return listing + planned + uploading + completing + verifying + aborting;",
        replace: "return listing + planned + uploading + completing + aborting;",
      },
    ],
    /\(10\)/,
  ],
  [
    "11: a store that throttles ends the transfer",
    [
      {
        file: `${CORE}/failures/errors.ts`,
        find: '"store-throttled": { retry: "wait"',
        replace: '"store-throttled": { retry: "never"',
      },
    ],
    /lasting cause/,
  ],
  [
    "11: a connection that is cut ends the transfer",
    [
      {
        file: `${CORE}/failures/errors.ts`,
        find: '"source-unreachable": { retry: "again"',
        replace: '"source-unreachable": { retry: "never"',
      },
    ],
    /lasting cause/,
  ],
];

export const MUTANTS: readonly Mutant[] = [
  ...DURABLE_STEPS,
  ...COMPLETING,
  ...GIVING_UP,
  ...LEASES,
  ...ENDING,
  ...PROOFS,
  ...COUNTS,
];
