import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { PageQuery } from "@penstock/core";
import { compareKeys, isInRange, PenstockError } from "@penstock/core/walks";
import { fileError } from "./file-errors.ts";
import type { FolderWalk, Found, Unreadable } from "./walk-page.ts";

/** A file by its name alone, for most are; whatever else is there says what it is. */
type Name = string | { readonly name: string; readonly kind: "folder" | "link" | Unreadable };

/** A folder that is being walked: what is in it, and how much of that is done. */
type Opened = { readonly path: string; readonly names: readonly Name[]; next: number };

/**
 * What is below the root and in the range, in the order of the whole keys' bytes. For a thread of its own: by way of Node's
 * pool of threads each file costs three times as much, and a mount that does not answer holds up the thread that asks it.
 */
export class Walk {
  readonly #root: string;
  readonly #maxNames: number;
  readonly #query: PageQuery;
  /** From the root down to where it stands. */
  readonly #open: Opened[] = [];

  /** @throws PenstockError `source-unreachable` */
  constructor({ root, maxNames }: FolderWalk, query: PageQuery) {
    this.#root = realRootOf(root);
    this.#maxNames = maxNames;
    this.#query = query;
    this.#enter("");
  }

  /** Undefined behind the last one. Files that are gone by now are none. */
  next(): Found | undefined {
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) {
      const name = open.names[open.next];
      open.next += 1;
      if (name === undefined) {
        this.#open.pop();
        continue;
      }
      const found = this.#visit(open.path, name);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  #visit(path: string, name: Name): Found | undefined {
    const kind = typeof name === "string" ? "file" : name.kind;
    const key = path + textOf(name);
    if (kind !== "folder") {
      return this.#isAskedFor(key) ? this.#look(key, kind) : undefined;
    }
    if (mayHold(key, this.#query)) {
      this.#enter(key);
    }
    return undefined;
  }

  #enter(path: string): void {
    this.#open.push({ path, names: this.#namesIn(path), next: 0 });
  }

  /** Behind the end of the range there is nothing more to be found. */
  #isAskedFor(key: string): boolean {
    const { prefix, to } = this.#query;
    if (to !== undefined && compareKeys(key, to) > 0) {
      this.#open.length = 0;
    }
    return key.startsWith(prefix) && isInRange(key, this.#query);
  }

  #namesIn(path: string): readonly Name[] {
    let found: Dirent[];
    try {
      // A character for each byte, for a name need not be UTF-8: buffers of all of them cost three times as much.
      found = readdirSync(join(this.#root, path), { withFileTypes: true, encoding: "latin1" });
    } catch (error) {
      // The root itself is there: what is gone by now was in the list of its parent.
      if (path !== "" && codeOf(error) === "ENOENT") {
        return [];
      }
      throw fileError(error, path);
    }
    if (found.length > this.#maxNames) {
      throw new PenstockError(
        "source-unusable",
        `the folder ${path} has ${found.length} names, and ${this.#maxNames} can be listed: split it into folders`,
      );
    }
    return found.map(nameOf).sort((a, b) => compareKeys(textOf(a), textOf(b)));
  }

  /** Where a link leads is asked when its turn comes, as all of a file is. Undefined for what is gone by now. */
  #look(key: string, kind: "file" | "link" | Unreadable): Found | undefined {
    const known = kind === "link" ? this.#kindOfLink(key) : kind;
    if (known !== "file") {
      return { key, is: known };
    }
    try {
      const is = statSync(`${this.#root}/${key}`, { bigint: true, throwIfNoEntry: false });
      return is && { key, is: is.isFile() ? is : "not-a-file" };
    } catch (error) {
      throw fileError(error, key);
    }
  }

  /** A link to a file inside is that file. Folders are not entered by a link, which may lead in a circle. */
  #kindOfLink(key: string): "file" | Unreadable {
    const root = this.#root;
    try {
      const target = realpathSync(join(root, key));
      if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep)) {
        return "leads-out";
      }
      return statSync(target).isFile() ? "file" : "not-a-file";
    } catch {
      return "leads-nowhere";
    }
  }
}

function realRootOf(root: string): string {
  try {
    return realpathSync(root);
  } catch (error) {
    throw unreachableRoot(error);
  }
}

function unreachableRoot(cause: unknown): PenstockError {
  const message = "the root of the file source cannot be read";
  return new PenstockError("source-unreachable", message, { cause });
}

/** Whether a folder, whose key ends with "/", can have keys that are asked for. */
function mayHold(folder: string, { prefix, after, to }: PageQuery): boolean {
  const isBehind = compareKeys(folder, after) > 0 || after.startsWith(folder);
  const isBefore = to === undefined || compareKeys(folder, to) <= 0;
  return isBehind && isBefore && (folder.startsWith(prefix) || prefix.startsWith(folder));
}

/** As it comes in the order of keys, for which a folder counts as `name/`. */
function textOf(name: Name): string {
  return typeof name === "string" ? name : name.name;
}

function nameOf(found: Dirent): Name {
  const name = decoded(found.name);
  if (name === undefined) {
    return { name: escaped(found.name), kind: "not-utf8" };
  }
  if (found.isFile()) {
    return name;
  }
  if (found.isDirectory()) {
    return { name: `${name}/`, kind: "folder" };
  }
  return { name, kind: found.isSymbolicLink() ? "link" : "not-a-file" };
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

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
