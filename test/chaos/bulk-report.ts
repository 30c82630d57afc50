import { isInRange, type KeyRange, type Row } from "@penstock/core";
import type { BulkPuts } from "./bulk-puts.ts";

export type BulkReport = {
  readonly rows: number;
  /** Objects without a row. */
  readonly missing: number;
  /** Rows of an object that has one already. */
  readonly doubled: number;
  /** Batches of which the store took an object before the flush and again after it. */
  readonly resentBatches: number;
  readonly kills: number;
  readonly flushes: number;
  /** At every look: listed = stored + skipped + failed + cancelled + pending; and at the end as many as rows. */
  readonly countsAddUp: boolean;
  readonly more: {
    readonly objects: number;
    readonly seed: number;
    readonly state: string;
    readonly failed: number;
    /** Rows that say what is not so, each with the reason; the first ones. */
    readonly wrong: readonly string[];
    /** Batches that held a permit right before the flush: so many may be sent again. */
    readonly heldAtFlush: number;
    readonly resentObjects: number;
    readonly resentAfterFlush: number;
    readonly seconds: number;
    readonly looks: number;
  };
};

export type BulkOutcome = {
  readonly seed: number;
  readonly names: readonly string[];
  readonly refused: ReadonlySet<string>;
  readonly rows: readonly Pick<Row, "key" | "outcome" | "cause">[];
  readonly state: string;
  readonly total: number;
  readonly wrongCounts: readonly string[];
  readonly puts: Pick<BulkPuts, "isTaken" | "resentAfterFlush" | "resentObjects">;
  readonly ranges: readonly KeyRange[];
  readonly heldAtFlush: number;
  readonly kills: number;
  readonly flushes: number;
  readonly seconds: number;
  readonly looks: number;
};

const MOST_SHOWN = 20;

/** Compares what the rows say with what there was to move, and with what the store took. */
export function judgeBulk(outcome: BulkOutcome): BulkReport {
  const { names, refused, rows, puts, total } = outcome;
  const seen = new Set(rows.map(({ key }) => key));
  const known = new Set(names);
  const wrong = [
    ...outcome.wrongCounts,
    ...rows.flatMap((row) => {
      return known.has(row.key) ? (wrongOf(row, outcome) ?? []) : `${row.key}: nobody asked for it`;
    }),
    ...names.filter((name) => !seen.has(name)).map((name) => `${name}: there is no row`),
  ];
  const resent = [...puts.resentAfterFlush];
  return {
    rows: rows.length,
    missing: names.filter((name) => !seen.has(name)).length,
    doubled: rows.length - seen.size,
    resentBatches: outcome.ranges.filter((range) => resent.some((key) => isInRange(key, range)))
      .length,
    kills: outcome.kills,
    flushes: outcome.flushes,
    countsAddUp: outcome.wrongCounts.length === 0 && total === rows.length,
    more: {
      objects: names.length,
      seed: outcome.seed,
      state: outcome.state,
      failed: rows.filter((row) => refused.has(row.key)).length,
      wrong: wrong.slice(0, MOST_SHOWN),
      heldAtFlush: outcome.heldAtFlush,
      resentObjects: puts.resentObjects,
      resentAfterFlush: resent.length,
      seconds: outcome.seconds,
      looks: outcome.looks,
    },
  };
}

function wrongOf(
  { key, outcome, cause }: BulkOutcome["rows"][number],
  { refused, puts }: BulkOutcome,
): string | undefined {
  if (refused.has(key)) {
    return outcome === "failed" ? undefined : `${key}: ${outcome}, but the store refused it`;
  }
  if (outcome !== "stored" && outcome !== "skipped") {
    return `${key}: ${outcome} (${cause?.code} ${cause?.message}), but nothing was wrong with it`;
  }
  return puts.isTaken(key) ? undefined : `${key}: ${outcome}, but the store never took it`;
}

export function isBulkClean({ missing, doubled, resentBatches, countsAddUp, more }: BulkReport) {
  const isAccounted = missing + doubled + more.wrong.length === 0 && countsAddUp;
  return (
    isAccounted &&
    resentBatches <= more.heldAtFlush &&
    more.state === (more.failed > 0 ? "completed_with_errors" : "succeeded")
  );
}

export function bulkText(report: BulkReport): string {
  const { more } = report;
  return [
    `${isBulkClean(report) ? "✓" : "✗"} ${report.rows} rows of ${more.objects} objects (${more.state}, ${more.failed} failed) in ${more.seconds} s, ${report.kills} kills, ${report.flushes} flushes`,
    `  missing ${report.missing}, doubled ${report.doubled}, counts ${report.countsAddUp ? "add up" : "do not add up"} in ${more.looks} looks`,
    `  sent again after the flush: ${more.resentAfterFlush} objects in ${report.resentBatches} batches (${more.heldAtFlush} were in flight); in all ${more.resentObjects} objects, seed ${more.seed}`,
    ...more.wrong.map((line) => `  ${line}`),
    "",
  ].join("\n");
}
