// A page of a walk as it passes from the thread that walks to the thread that asked.

import type { BigIntStats } from "node:fs";
import type { ErrorCode, PageQuery } from "@penstock/core";

export type FolderWalk = {
  /** A folder. What leads out of it is named, and refused. */
  readonly root: string;
  /** Of one folder, for they are all in memory while it is walked. */
  readonly maxNames: number;
};

export type WalkQuestion = FolderWalk & { readonly query: PageQuery; readonly count: number };

/** Why what is named cannot be read as a file. */
export type Unreadable = "leads-out" | "leads-nowhere" | "not-a-file" | "not-utf8";

type Asked = Pick<BigIntStats, "size" | "ino" | "dev" | "mtimeNs" | "mtimeMs" | "ctimeNs">;

/** In place of the stats: why there are none. */
export type Found = { readonly key: string; readonly is: Asked | Unreadable };

/** One text passes at a tenth of the price of a list of them, and many short ones made of it cost no copies. */
export type WalkPage = {
  /** Of some entries each: the fields of one behind those of another. */
  readonly texts: readonly string[];
  /** Two an entry: size and mtime in ms. They pass by their memory. */
  readonly numbers: Float64Array<ArrayBuffer>;
};

export type WalkResponse = WalkPage | { readonly failed: Failed };
type Failed = { readonly code: ErrorCode; readonly message: string; readonly cause: unknown };

/** No path has it. */
export const DIVIDER = "\0";
/** A text longer than 128 KB costs as much as thirty shorter ones. */
const ENTRIES_IN_TEXT = 200;
/** Key, inode or why there is none, device, mtime and ctime. */
export const FIELDS = 5;
export const NUMBERS = 2;

/** Keeps of each only what is passed on: the stats of a page would outlive the young generation. */
export class PagePacking {
  readonly #numbers: Float64Array<ArrayBuffer>;
  readonly #texts: string[] = [];
  #fields: string[] = [];
  #lastKey: string | undefined;
  #length = 0;
  #device = { is: 0n, text: "0" };

  constructor(maxLength: number) {
    this.#numbers = new Float64Array(maxLength * NUMBERS);
  }

  get length(): number {
    return this.#length;
  }

  get lastKey(): string | undefined {
    return this.#lastKey;
  }

  add({ key, is }: Found): void {
    if (typeof is === "string") {
      this.#fields.push(key, is, "", "", "");
    } else {
      const { size, ino, dev, mtimeNs, mtimeMs, ctimeNs } = is;
      const device = this.#textOf(dev);
      this.#fields.push(key, String(ino), device, String(mtimeNs), String(ctimeNs));
      this.#numbers[this.#length * NUMBERS] = Number(size);
      this.#numbers[this.#length * NUMBERS + 1] = Number(mtimeMs);
    }
    this.#length += 1;
    this.#lastKey = key;
    if (this.#fields.length === ENTRIES_IN_TEXT * FIELDS) {
      this.#endText();
    }
  }

  end(): WalkPage {
    if (this.#fields.length > 0) {
      this.#endText();
    }
    return { texts: this.#texts, numbers: this.#numbers };
  }

  #endText(): void {
    this.#texts.push(this.#fields.join(DIVIDER));
    this.#fields = [];
  }

  /** The files of a page are on one device. */
  #textOf(device: bigint): string {
    if (this.#device.is !== device) {
      this.#device = { is: device, text: String(device) };
    }
    return this.#device.text;
  }
}
