import { Readable } from "node:stream";
import {
  type JobId,
  type JobRecord,
  PenstockError,
  type ReportRows,
  type Row,
} from "@penstock/core";
import { bulkReceiptFor, findJob, openReport, type Report } from "@penstock/engine";
import { signReceipt } from "@penstock/receipts";
import {
  API_ROUTES,
  CSV_HEADER,
  formatCsvRow,
  formatRow,
  type ReportQuery,
  rowLines,
  toRowFilter,
} from "@penstock/wire";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toJobId } from "./job-id.ts";
import { addRoute } from "./route.ts";

/** Rows are sent so many characters at a time. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Rows are read as the client takes them, a segment at a time. Where one cannot be read the connection is
 * broken off: a report that ends as it should is whole.
 */
export function addReportRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, rowArchive: archive, receiptKey } = dependencies;

  addRoute(app, API_ROUTES.readReport, async ({ params, query, reply, tenant }) => {
    const { record, rowArchive } = await find(tenant, toJobId(params.id));
    const request = { which: rowsWanted(query, record), filter: toRowFilter(query) };
    const report = await openReport({ ledger, rowArchive, rowLines }, record, request);
    void reply.header("penstock-report", report.isComplete ? "complete" : "partial");
    if (report.rowCount !== undefined) {
      void reply.header("penstock-report-rows", report.rowCount);
    }
    return Readable.from(bodyOf(report, query, reply));
  });

  addRoute(app, API_ROUTES.readBulkReceipt, async ({ params, tenant }) => {
    const { record, rowArchive } = await find(tenant, toJobId(params.id));
    const body = await bulkReceiptFor(rowArchive, record);
    return receiptKey === undefined ? { ...body, signature: null } : signReceipt(body, receiptKey);
  });

  async function find(tenant: string, jobId: JobId) {
    const record = await findJob(dependencies, tenant, jobId);
    if (record.job.bulk === undefined) {
      throw new PenstockError(
        "state-conflict",
        "this job has no rows: it names one object, whose outcome is in its transfer and its receipt",
      );
    }
    if (archive === undefined) {
      throw new PenstockError(
        "journal-required",
        "the rows of the job are in the journal, and this api process has none: set PENSTOCK_JOURNAL",
      );
    }
    return { record, rowArchive: archive };
  }
}

/** Outcomes that are named are meant, whatever the job's own choice is. */
function rowsWanted({ rows, outcome }: ReportQuery, { job }: JobRecord): ReportRows {
  const own = outcome === undefined ? job.bulk?.options.report : undefined;
  return rows ?? own ?? "all";
}

function bodyOf(report: Report, query: ReportQuery, reply: FastifyReply) {
  const { headers } = reply.request;
  const isCsv = (query.format ?? (/\btext\/csv\b/.test(headers.accept ?? "") && "csv")) === "csv";
  if (isCsv) {
    void reply.type("text/csv; charset=utf-8; header=present");
    return chunks(report.rows(), formatCsvRow, `${CSV_HEADER}\n`);
  }
  void reply.type("application/x-ndjson");
  const mayBePacked = /\bgzip\b/.test(headers["accept-encoding"] ?? "") && !isBrowser(headers);
  if (report.members !== undefined && mayBePacked) {
    void reply.header("content-encoding", "gzip");
    return report.members();
  }
  return chunks(report.rows(), formatRow, "");
}

/** Browsers unpack the first member of a gzip file and drop all others, without a word. */
function isBrowser(headers: FastifyReply["request"]["headers"]): boolean {
  return /^Mozilla\//.test(headers["user-agent"] ?? "");
}

async function* chunks(
  rows: AsyncIterable<Row>,
  format: (row: Row) => string,
  start: string,
): AsyncGenerator<Buffer> {
  let text = start;
  for await (const row of rows) {
    text += `${format(row)}\n`;
    if (text.length >= CHUNK_LENGTH) {
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") {
    yield Buffer.from(text);
  }
}
