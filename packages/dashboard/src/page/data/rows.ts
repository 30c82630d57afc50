// Rows of a report, as far as they fit on a page.

import type { ReportQuery } from "@penstock/wire";
import { urlOf } from "./api.ts";

type Row = {
  readonly key: string;
  readonly size: number;
  readonly outcome: string;
  readonly cause?: { readonly code: string; readonly message: string };
};

export type Rows = {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  /** The job has ended, and all of its rows are in the report. */
  readonly isComplete: boolean;
};

type Wanted = Pick<ReportQuery, "key" | "outcome">;

/** The first so many; the rest of the response is not read. */
export async function readRows(
  id: string,
  wanted: Wanted,
  most: number,
  signal: AbortSignal,
): Promise<Rows> {
  const query = { key: wanted.key, outcome: wanted.outcome, format: "jsonl" };
  const url = urlOf("/v1/jobs/{id}/report", { params: { id }, query });
  const response = await fetch(url.slice(1), { signal });
  if (!response.ok || response.body === null) {
    throw new Error(`the report cannot be read now (${response.status})`);
  }
  const isComplete = response.headers.get("penstock-report") === "complete";
  const lines = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const rows: Row[] = [];
  let rest = "";
  for (;;) {
    const { done, value } = await lines.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = parts.pop() ?? "";
    rows.push(...parts.map(rowOf));
    if (rows.length > most || done) {
      await lines.cancel();
      return { rows: rows.slice(0, most), hasMore: rows.length > most, isComplete };
    }
  }
}

function rowOf(line: string): Row {
  return JSON.parse(line) as Row;
}
