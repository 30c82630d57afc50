// What a job moves, as a client writes it: one object, or a list of many.

import type { Selection } from "@penstock/core";
import { CHECK_OUTCOMES, COPY_OUTCOMES, isJobId } from "@penstock/core";
import { z } from "zod";
import { manifest } from "./manifest-request.ts";
import { connection, key, MAX_KEY_LENGTH, sourceUrl, splitUrl } from "./place-request.ts";

const MAX_KEYS = 1000;
const MAX_GLOBS = 100;

export const globs = z.array(z.string().min(1).max(MAX_KEY_LENGTH)).max(MAX_GLOBS);

export const rowChoice = {
  outcomes: z
    .array(z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]))
    .min(1)
    .exactOptional(),
  codes: z.array(z.string().min(1).max(64)).min(1).max(MAX_GLOBS).exactOptional(),
};

const rows = z.strictObject({
  job: z
    .string()
    .refine(
      (text: string): boolean => isJobId(text),
      "ids of jobs look like job_ and 26 letters and digits",
    )
    .describe("One that has ended."),
  ...rowChoice,
});

const KINDS = ["url", "key", "keys", "prefix", "tree", "manifest", "rows"] as const;

/** Exactly one of the kinds. */
export const source = z
  .strictObject({
    connection: connection.exactOptional(),
    url: sourceUrl
      .exactOptional()
      .describe(
        "One object by its URL, without a connection. It may be signed: its query is encrypted before it is stored, and never shown.",
      ),
    key: key
      .exactOptional()
      .describe("One object: the key, or the path below a file root or base URL."),
    keys: z.array(key).min(1).max(MAX_KEYS).exactOptional().describe("Some objects by name."),
    prefix: z
      .string()
      .max(MAX_KEY_LENGTH)
      .exactOptional()
      .describe("Every object whose key begins with it; empty: every one there is."),
    tree: z
      .string()
      .max(MAX_KEY_LENGTH)
      .exactOptional()
      .describe("Every file below a folder of a `file` connection; empty: its root."),
    manifest: manifest.exactOptional().describe("Objects that a file names."),
    rows: rows
      .exactOptional()
      .describe("Objects that another job has rows of, such as those that failed."),
    include: globs
      .exactOptional()
      .describe(
        "Only what one of these globs takes, compared with the rest of the key or the path.",
      ),
    exclude: globs.exactOptional().describe("And nothing that one of these takes."),
  })
  .superRefine((given, context) => {
    const kinds = KINDS.filter((kind) => kind in given);
    if (kinds.length !== 1) {
      const found = kinds.length === 0 ? "none of them" : kinds.join(" and ");
      const message = `name exactly one of ${KINDS.join(", ")}: there is ${found}`;
      context.addIssue({ code: "custom", path: [], message });
    }
    const [kind] = kinds;
    if ((kind === "url") === "connection" in given) {
      const message =
        kind === "url" ? "a URL needs no connection: leave it out" : "name the connection";
      context.addIssue({ code: "custom", path: ["connection"], message });
    }
    for (const name of (["include", "exclude"] as const).filter((each) => each in given)) {
      if (kind !== "prefix" && kind !== "tree" && kind !== "rows") {
        const message = `globs choose from what is listed: with "${kind ?? "key"}" leave them out`;
        context.addIssue({ code: "custom", path: [name], message });
      }
    }
  })
  .transform(({ url, ...given }, context) => {
    if (url === undefined) {
      return { ...given, connection: given.connection ?? "" };
    }
    const found = splitUrl(url, context);
    return found === undefined ? z.NEVER : { ...given, ...found };
  });

export const destination = z.strictObject({
  connection,
  key: key.describe(
    "The key; of a list of objects a template: {relativeKey} (the key without its prefix), {key}, {basename}, {date:yyyy/MM/dd}. Of `rows` also {destinationKey}: each object goes to where its row has it.",
  ),
});

type Source = z.infer<typeof source>;

/** A job of more than one object, or of a number that is not known yet. */
export function isBulkSource(given: Partial<Source>): boolean {
  return given.key === undefined;
}

/** @throws RangeError for the source of one object */
export function toSelection(given: Source): Selection {
  const { connection: from, keys, prefix, tree, manifest: file, rows: other } = given;
  const filter = { include: given.include ?? [], exclude: given.exclude ?? [] };
  if (keys !== undefined) {
    return { kind: "keys", connection: from, keys };
  }
  if (prefix !== undefined) {
    return { kind: "prefix", connection: from, prefix, filter };
  }
  if (tree !== undefined) {
    return { kind: "tree", connection: from, folder: tree, filter };
  }
  if (file !== undefined) {
    const { query: _, ...ref } = file;
    return { kind: "manifest", connection: from, manifest: ref };
  }
  if (other !== undefined && isJobId(other.job)) {
    const { job: jobId, outcomes, codes } = other;
    const wanted = {
      ...(outcomes !== undefined && { outcomes }),
      ...(codes !== undefined && { codes }),
      keys: filter,
    };
    return { kind: "rows", connection: from, jobId, filter: wanted };
  }
  throw new RangeError("the source of one object is no selection");
}
