import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import {
  type Cause,
  compareKeys,
  type Entry,
  isInRange,
  type PageQuery,
  PenstockError,
} from "@penstock/core";
import { fileError } from "./file-errors.ts";
import { filePinOf } from "./file-version.ts";
import type { StatFiles } from "./stat-files.ts";
import type { FileStats } from "./stat-reply.ts";

export type FolderWalk = {
  /** A folder. What leads out of it is named, and refused. */
  readonly root: string;
  /** Of one folder, for they are all in memory while it is walked. Left out: 2 million, 200 MB. */
  readonly maxNames?: number;
};

const MAX_NAMES = 2_000_000;
const NS_PER_MS = 1_000_000n;

/** What is named and cannot be read as a file, and why. */
const UNREADABLE = {
  "leads-out": "it is a link to something outside of the connection's root",
  "leads-nowhere": "it is a link to nothing, or to itself",
  "not-a-file":
    "it is a device, a socket or a FIFO, or a link to a folder, which may lead in a circle",
  "not-utf8": "its name is not UTF-8: the key shows the bytes that are none as %XX; rename it",
} as const;

type Unreadable = keyof typeof UNREADABLE;

/** A folder that is being walked: what is in it, and how much of that is done. */
type Opened = { readonly names: readonly Name[]; next: number };

/** What is below the root and in the range, in the order of the whole keys' bytes. */
export class Walk {
  readonly #place: Required<FolderWalk>;
  readonly #query: PageQuery;
  readonly #files: StatFiles;
  /** From the root down to where it stands. */
  readonly #open: Opened[] = [];

  /** @throws PenstockError `source-unreachable` */
  static async begin(
    { root, maxNames = MAX_NAMES }: FolderWalk,
    query: PageQuery,
    files: StatFiles,
  ): Promise<Walk> {
    const realRoot = await realpath(root).catch((error: unknown) => {
      throw new PenstockError("source-unreachable", "the root of the file source cannot be read", {
        cause: error,
      });
    });
    const walk = new Walk({ root: realRoot, maxNames }, query, files);
    await walk.#enter("");
    return walk;
  }

  private constructor(place: Required<FolderWalk>, query: PageQuery, files: StatFiles) {
    this.#place = place;
    this.#query = query;
    this.#files = files;
  }

  /** The next entries: fewer only at the end. Files that are gone by now are none. */
  async take(count: number, signal: AbortSignal): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    while (entries.length < count) {
      signal.throwIfAborted();
      const names = await this.#names(count - entries.length);
      if (names.length === 0) {
        break;
      }
      entries.push(...(await this.#entriesOf(names)));
    }
    return entries;
  }

  /** Where a link leads is asked when its turn comes, as all of a file is. */
  async #entriesOf(names: readonly OfEntry[]): Promise<readonly Entry[]> {
    const { root } = this.#place;
    const known = await followed(root, names);
    const files = known.filter(({ kind }) => kind === "file").map(({ key }) => key);
    const stats = (await this.#files.of(root, files)).values();
    const entries = known.map(({ key, kind }) =>
      kind === "file" ? fileEntry(key, stats.next().value) : markedEntry(key, kind),
    );
    return entries.filter((entry) => entry !== undefined);
  }

  async #enter(folder: string): Promise<void> {
    this.#open.push({ names: await namesIn(this.#place, folder), next: 0 });
  }

  async #names(count: number): Promise<readonly OfEntry[]> {
    const names: OfEntry[] = [];
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) {
      if (names.length === count) {
        break;
      }
      const name = open.names[open.next];
      open.next += 1;
      if (name === undefined) {
        this.#open.pop();
      } else if (isOfFolder(name)) {
        await (mayHold(name.key, this.#query) ? this.#enter(name.key) : undefined);
      } else if (this.#isAskedFor(name.key)) {
        names.push(name);
      }
    }
    return names;
  }

  /** Behind the end of the range there is nothing more to be found. */
  #isAskedFor(key: string): boolean {
    const { prefix, to } = this.#query;
    if (to !== undefined && compareKeys(key, to) > 0) {
      this.#open.length = 0;
    }
    return key.startsWith(prefix) && isInRange(key, this.#query);
  }
}

/** Whether a folder, whose key ends with "/", can have keys that are asked for. */
function mayHold(folder: string, { prefix, after, to }: PageQuery): boolean {
  const isBehind = compareKeys(folder, after) > 0 || after.startsWith(folder);
  const isBefore = to === undefined || compareKeys(folder, to) <= 0;
  return isBehind && isBefore && (folder.startsWith(prefix) || prefix.startsWith(folder));
}

type Known = { readonly key: string; readonly kind: "file" | Unreadable };
type OfEntry = Known | { readonly key: string; readonly kind: "link" };
type OfFolder = { readonly key: string; readonly kind: "folder" };
type Name = OfEntry | OfFolder;

function isOfFolder(name: Name): name is OfFolder {
  return name.kind === "folder";
}

/** In the order in which their keys come, for which a folder counts as `name/`. */
async function namesIn(place: Required<FolderWalk>, folder: string): Promise<readonly Name[]> {
  const { root, maxNames } = place;
  let found: Dirent[];
  try {
    // A character for each byte, for a name need not be UTF-8: buffers of all of them cost three times as much.
    found = await readdir(join(root, folder), { withFileTypes: true, encoding: "latin1" });
  } catch (error) {
    // The root itself is there: what is gone by now was in the list of its parent.
    if (folder !== "" && error instanceof Error && "code" in error && error.code === "ENOENT") {
      return [];
    }
    throw fileError(error, folder);
  }
  if (found.length > maxNames) {
    throw new PenstockError(
      "source-unusable",
      `the folder ${folder} has ${found.length} names, and ${maxNames} can be listed: split it into folders`,
    );
  }
  return found.map((one) => nameOf(folder, one)).sort((a, b) => compareKeys(a.key, b.key));
}

function nameOf(folder: string, found: Dirent): Name {
  const text = decoded(found.name);
  if (text === undefined) {
    return { key: `${folder}${escaped(found.name)}`, kind: "not-utf8" };
  }
  const key = `${folder}${text}`;
  if (found.isDirectory()) {
    return { key: `${key}/`, kind: "folder" };
  }
  if (found.isFile()) {
    return { key, kind: "file" };
  }
  return { key, kind: found.isSymbolicLink() ? "link" : "not-a-file" };
}

/** @returns undefined where its bytes are no UTF-8 */
function decoded(name: string): string | undefined {
  if (!/[\u0080-\u00ff]/.test(name)) {
    return name;
  }
  const bytes = Buffer.from(name, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** Each byte on its own, so that two such names stay two keys. */
function escaped(name: string): string {
  return name.replaceAll(/[\u0080-\u00ff]/g, (byte) => encodeByte(byte.charCodeAt(0)));
}

function encodeByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase()}`;
}

async function followed(root: string, names: readonly OfEntry[]): Promise<readonly Known[]> {
  if (names.every(isKnown)) {
    return names;
  }
  return Promise.all(
    names.map(async (name) =>
      isKnown(name) ? name : { key: name.key, kind: await kindOfLink(root, name.key) },
    ),
  );
}

function isKnown(name: OfEntry): name is Known {
  return name.kind !== "link";
}

/** A link to a file inside is that file. Folders are not entered by a link, which may lead in a circle. */
async function kindOfLink(root: string, key: string): Promise<"file" | Unreadable> {
  try {
    const target = await realpath(join(root, key));
    if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return "leads-out";
    }
    return (await stat(target)).isFile() ? "file" : "not-a-file";
  } catch {
    return "leads-nowhere";
  }
}

/** Undefined for a file that is gone by now. */
function fileEntry(key: string, stats: FileStats | Error | undefined): Entry | undefined {
  if (stats === undefined) {
    throw new RangeError(`nothing was said of ${key}`);
  }
  if (stats instanceof Error) {
    if ("code" in stats && stats.code === "ENOENT") {
      return undefined;
    }
    throw fileError(stats, key);
  }
  return stats.isFile
    ? { key, ...filePinOf(stats), modifiedAtMs: Number(stats.mtimeNs / NS_PER_MS) }
    : markedEntry(key, "not-a-file");
}

function markedEntry(key: string, kind: Unreadable): Entry {
  const refused: Cause = { code: "source-unusable", message: UNREADABLE[kind] };
  return { key, sizeBytes: 0, validator: { kind: "size-only" }, refused };
}
