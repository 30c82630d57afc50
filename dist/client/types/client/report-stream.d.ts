import type { Api } from "./http-call.js";
export type ReportQuery = {
    readonly rows?: "all" | "trouble";
    readonly format?: "jsonl" | "csv";
    readonly outcome?: readonly string[];
    readonly code?: readonly string[];
    readonly key?: readonly string[];
};
export type ReportStream = {
    /** The job has ended, and all its rows are in the report. */
    readonly isComplete: boolean;
    /** Rejects with ApiUnreachable where it is cut off: what ends otherwise is whole. */
    readonly chunks: AsyncIterable<Uint8Array>;
};
/** However long it takes: rows are sent as they are taken. */
export declare function streamReport({ baseUrl, headers }: Api, path: string, signal?: AbortSignal): Promise<ReportStream>;
