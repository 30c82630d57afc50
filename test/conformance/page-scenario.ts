import { createHash } from "node:crypto";
import type { RawResponse, RawStore } from "./raw/raw-store.ts";
import { openRawUpload, RawUpload } from "./raw/raw-upload.ts";

/** A store, reached by plain HTTP, and what the rules need to know of it. */
export type PageScenario = {
  readonly store: RawStore;
  /** The smallest size of a part that is not the last. */
  readonly partBytes: number;
  /** The largest part number. */
  readonly maxParts: number;
  readonly newKey: () => string;
};

export type PageRule = {
  readonly name: string;
  /** Absent: a rule of S3 as well. */
  readonly only?: "cos";
  readonly check: (page: PageScenario) => Promise<void>;
};

export async function open({ store, newKey }: PageScenario): Promise<RawUpload> {
  return await openRawUpload(store, newKey());
}

/** An upload whose id looks like one of the store's own. */
export async function neverOpened(page: PageScenario): Promise<RawUpload> {
  const { store, key, uploadId } = await open(page);
  return new RawUpload(store, key, `${uploadId.slice(0, -4)}0000`);
}

/** Uploads that a store knows no more, or never knew. */
export const GONE: Readonly<Record<string, (page: PageScenario) => Promise<RawUpload>>> = {
  unknown: neverOpened,
  completed: async (page) => {
    const upload = await open(page);
    await upload.complete([await upload.upload(1, "body")]);
    return upload;
  },
  aborted: async (page) => {
    const upload = await open(page);
    await upload.abort();
    return upload;
  },
};

/** The response in short, as `200` or `404 NoSuchUpload`. */
export function said({ status, code }: Pick<RawResponse, "status" | "code">): string {
  return `${status} ${code}`.trim();
}

/** A part that shows its number. */
export function bytesOf(number: number, lengthBytes: number): Buffer {
  return Buffer.alloc(lengthBytes, String(number));
}

export async function readBack({ store }: PageScenario, { key }: RawUpload): Promise<Buffer> {
  const { bytes } = await store.send({ method: "GET", key });
  return bytes;
}

export async function sizeOf({ store }: PageScenario, { key }: RawUpload): Promise<number> {
  const { headers } = await store.send({ method: "HEAD", key });
  return Number(headers["content-length"]);
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("base64");
}
