import type { RequestSubject } from "../request-subject.ts";

/** What became of one request. No header, and no body, is in here. */
export type JournalEntry = RequestSubject & {
  /** From 1, in the order in which the requests ended. */
  readonly seq: number;
  /** When it began, since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The nth of its call, key and part, from 1. */
  readonly attempt: number;
  /** `cut`: the connection ended before the response did, on either side. */
  readonly status: number | "cut";
  /** Of the body, as it was read. */
  readonly bytesReceived: number;
  /** Of what was sent or is stored, 16 hex digits. Also where a fault kept it from the client. */
  readonly crc64?: string;
  readonly faultId?: string;
};
