import type { z } from "zod";

/** One thing that is wrong with a document, and where: a JSON pointer (RFC 6901), "" for all of it. */
export type Issue = { readonly pointer: string; readonly message: string };

/** What a failed parse found, with an entry for each unknown key. */
export function issuesOf(error: z.ZodError): readonly Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") {
      return [{ pointer: pointerTo(issue.path), message: issue.message }];
    }
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      message: "nothing reads this key: is it misspelt?",
    }));
  });
}

/** The mistakes on one line, for a message to a person. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ pointer, message }) => `${pointer || "the document"}: ${message}`)
    .join("; ");
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
