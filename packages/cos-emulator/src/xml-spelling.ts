import type { Call } from "./call.ts";
import { quoted } from "./etag.ts";
import { element } from "./xml.ts";

// The ctime dates of old documents are Beijing's.
const BEIJING_MS = 8 * 60 * 60 * 1000;

/** How a dialect, or a year, spells what several documents carry. */
export type Spelling = {
  readonly encodingType: string;
  readonly uploadId: string;
  time(ms: number): string;
  flag(value: boolean): string;
  /** A whole element. */
  etag(etag: string): string;
};

export function spellingOf({ dialect, behaviour }: Pick<Call, "dialect" | "behaviour">): Spelling {
  if (dialect === "cos" && behaviour.xmlSpelling === "old") {
    return OLD;
  }
  // COS spells it with a hyphen, S3 without.
  return { ...CURRENT, encodingType: dialect === "s3" ? "EncodingType" : "Encoding-type" };
}

const CURRENT = {
  uploadId: "UploadId",
  time: (ms: number) => new Date(ms).toISOString(),
  flag: String,
  etag: (etag: string) => element("ETag", quoted(etag)),
};

const OLD: Spelling = {
  encodingType: "EncodingType",
  uploadId: "UploadID",
  time: (ms) => {
    const [weekday = "", day = "", month, year, time] = new Date(ms + BEIJING_MS)
      .toUTCString()
      .split(" ");
    return `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
  },
  flag: (value) => String(value).toUpperCase(),
  etag: (etag) => `<ETag>${quoted(etag)}</ETag>`,
};
