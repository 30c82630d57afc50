import type { IncomingMessage, ServerResponse } from "node:http";
import { crc64FromDecimal } from "@penstock/core";
import { AttemptCounter } from "../attempt-counter.ts";
import { Recent } from "../recent.ts";
import type { CallName, RequestSubject } from "../request-subject.ts";
import type { DiskStore } from "../store/disk-store.ts";
import { tapBody } from "../tap-body.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { type UploadFigures, UploadWatch } from "./upload-watch.ts";

const MAX_ENTRIES = 100_000;

export type JournalFigures = UploadFigures & {
  readonly requests: number;
  readonly requestsByCall: Readonly<Partial<Record<CallName, number>>>;
  /** Requests whose response was not sent to its end. */
  readonly cut: number;
  /** Bytes of parts and objects that came over the network, kept or not. */
  readonly bytesReceived: number;
};

/** A request on its way into the journal. */
export type Visit = {
  bytesReceived: number;
  crc64: string | undefined;
  faultId: string | undefined;
};

/** Remembers the latest 100 000 requests, and counts all of them. */
export class Journal {
  readonly #entries = new Recent<JournalEntry>(MAX_ENTRIES);
  readonly #attempts = new AttemptCounter();
  readonly #uploads: UploadWatch;
  readonly #byCall = new Map<CallName, number>();
  #cutCount = 0;
  #bytesReceived = 0;

  constructor(store: DiskStore) {
    this.#uploads = new UploadWatch(store);
  }

  /** Follows a request to its end. Called before the first byte of the body is read. */
  begin(subject: RequestSubject, request: IncomingMessage, response: ServerResponse): Visit {
    const atMs = Date.now();
    const beganMs = performance.now();
    const attempt = this.#attempts.next(subject);
    const visit: Visit = { bytesReceived: 0, crc64: undefined, faultId: undefined };
    tapBody(request, async function* (chunks) {
      for await (const chunk of chunks) {
        visit.bytesReceived += chunk.length;
        yield chunk;
      }
    });
    this.#uploads.began(subject);
    response.once("close", () => {
      noteCrc(visit, response);
      const { bytesReceived, crc64, faultId } = visit;
      this.#end({
        ...subject,
        seq: this.#entries.count + 1,
        atMs,
        durationMs: Math.round(performance.now() - beganMs),
        attempt,
        status: response.writableFinished ? response.statusCode : "cut",
        bytesReceived,
        ...(crc64 === undefined ? {} : { crc64 }),
        ...(faultId === undefined ? {} : { faultId }),
      });
    });
    return visit;
  }

  /** The latest 100 000, as far as they came after the given one. */
  entries(afterSeq = 0): readonly JournalEntry[] {
    return this.#entries.after(afterSeq);
  }

  figures(): JournalFigures {
    return {
      requests: this.#entries.count,
      requestsByCall: Object.fromEntries(this.#byCall),
      cut: this.#cutCount,
      bytesReceived: this.#bytesReceived,
      ...this.#uploads.figures(),
    };
  }

  #end(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.#byCall.set(entry.call, (this.#byCall.get(entry.call) ?? 0) + 1);
    this.#cutCount += entry.status === "cut" ? 1 : 0;
    if (entry.call === "UploadPart" || entry.call === "PutObject") {
      this.#bytesReceived += entry.bytesReceived;
    }
    this.#uploads.ended(entry);
  }
}

/** Called before a fault changes the headers of a response: the journal keeps to the truth. */
export function noteCrc(visit: Visit, response: ServerResponse): void {
  const crc64 = response.getHeader("x-cos-hash-crc64ecma");
  if (visit.crc64 === undefined && typeof crc64 === "string") {
    visit.crc64 = crc64FromDecimal(crc64);
  }
}
