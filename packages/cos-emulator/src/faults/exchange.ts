import type { IncomingMessage, ServerResponse } from "node:http";
import type { Visit } from "../journal/journal.ts";
import type { RequestSubject } from "../request-subject.ts";
import type { DiskStore } from "../store/disk-store.ts";

/** A request that a fault may happen to. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly subject: RequestSubject;
  readonly visit: Visit;
  readonly store: DiskStore;
  readonly region: string;
  /** Answers the request as without faults, by a clock that may be ahead. Rejects with rejections. */
  serve(options?: { readonly skewMs: number }): Promise<void>;
};
