// The one place where text about the rows of bulk jobs becomes types.
import {
  CHECK_OUTCOMES,
  COPY_OUTCOMES,
  isTransferId,
  type ListingRecovery,
  type RowSegmentHead,
} from "@penstock/core";
import { z } from "zod";
import { parseDocument } from "../journal-documents.ts";

const VERSION = 1;

const version = z.literal(VERSION, { error: "it was written by another version" });
const whole = z.int().nonnegative();
const epoch = z.int().positive();
const counts = z.object({ stored: whole, skipped: whole, failed: whole, aborted: whole });
const amounts = { counts, coveredBytes: whole, extra: whole };
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 in hex");
/** Whatever it is: a later version may write more of them. */
const code = z.string().exactOptional();
const transferId = z.string().refine(isTransferId, "not the id of a transfer");

const headDocument = z.object({
  v: version,
  head: z.object({
    epoch,
    number: whole,
    batches: z.array(
      z.object({
        number: whole,
        range: z.object({ after: z.string(), to: z.string() }),
        ...amounts,
      }),
    ),
    transfers: z.array(transferId),
    ...amounts,
    rows: whole,
    trouble: z.array(
      z.object({ outcome: z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]), code, rows: whole }),
    ),
    rowsSha256: sha256,
    troubleSha256: sha256,
  }),
});

const recoveryDocument = z.object({
  v: version,
  recovery: z.object({
    epoch,
    accepted: z.array(z.object({ epoch, number: whole })),
    isFinal: z.literal(true).exactOptional(),
  }),
});

export function formatHead(head: RowSegmentHead): string {
  return JSON.stringify({ v: VERSION, head });
}

/** @throws DamagedDocument, as all of them */
export function parseHead(json: string): RowSegmentHead {
  return parseDocument(headDocument, json).head;
}

export function formatRecovery(recovery: ListingRecovery): string {
  return JSON.stringify({ v: VERSION, recovery });
}

export function parseRecovery(json: string): ListingRecovery {
  return parseDocument(recoveryDocument, json).recovery;
}
