import type { z } from "zod";
/** One thing that is wrong with a document, and where: a JSON pointer (RFC 6901), "" for all of it. */
export type Issue = {
    readonly pointer: string;
    readonly message: string;
};
/** What a failed parse found, with an entry for each unknown key. */
export declare function issuesOf(error: z.ZodError): readonly Issue[];
/** The mistakes on one line, for a message to a person. */
export declare function describeIssues(issues: readonly Issue[]): string;
