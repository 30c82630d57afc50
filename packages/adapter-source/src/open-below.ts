// Files below a root, by their descriptors: a FileHandle costs three times as much as the calls that it stands for.

import {
  type BigIntStats,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  read,
  readlinkSync,
} from "node:fs";
import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import { PenstockError } from "@penstock/core";
import { fileError } from "./file-errors.ts";
import { checkSourceKey } from "./source-key.ts";

export { closeSync };

const openFile = promisify(open);
const statFile: (file: number, options: { bigint: true }) => Promise<BigIntStats> =
  promisify(fstat);

/** How long a root that is a link stays what it leads to. */
const ROOT_KEPT_MS = 1000;

type Root = { readonly path: Promise<string>; readonly untilMs: number };
/** A process has a few connections to folders. */
const roots = new Map<string, Root>();

/** A file that was opened: it has to be closed. */
export type OpenFile = { readonly file: number; readonly stats: BigIntStats };

/**
 * Opens first and asks afterwards what was opened: a check of the path alone would let a symbolic
 * link that is exchanged in between lead out of the root.
 *
 * To open a file and to read it may take long, and another thread waits for it. Where its descriptor leads and what was
 * just opened is known to the kernel: to ask that from another thread would cost ten times as much as the answer.
 */
export async function openBelow(root: string, key: string): Promise<OpenFile> {
  checkSourceKey(key, "file");
  const realRoot = await realRootOf(root);
  let file: number | undefined;
  try {
    const path = join(realRoot, key);
    // Without O_NONBLOCK opening a FIFO waits for a writer.
    file = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const real = await realPathOf(file, path);
    if (!real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
      throw new PenstockError("source-forbidden", `the source ${key} leads out of the root`);
    }
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile()) {
      throw new PenstockError("source-forbidden", `the source ${key} is not a regular file`);
    }
    return { file, stats };
  } catch (error) {
    if (file !== undefined) {
      closeSync(file);
    }
    throw fileError(error, key);
  }
}

/** What is known of an open file now. Not at once: after a long read a file of another machine is asked there. */
export function statOf(file: number): Promise<BigIntStats> {
  return statFile(file, { bigint: true });
}

/** @returns how many bytes were read */
export function readAtOnce(
  file: number,
  buffer: Buffer,
  length: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    read(file, buffer, 0, length, position, (error, bytesRead) => {
      if (error === null) {
        resolve(bytesRead);
      } else {
        reject(error);
      }
    });
  });
}

function realRootOf(root: string): Promise<string> {
  const nowMs = performance.now();
  const known = roots.get(root);
  if (known !== undefined && nowMs < known.untilMs) {
    return known.path;
  }
  const path = realpath(root).catch((error: unknown) => {
    roots.delete(root);
    throw new PenstockError("source-unreachable", "the root of the file source cannot be read", {
      cause: error,
    });
  });
  roots.set(root, { path, untilMs: nowMs + ROOT_KEPT_MS });
  return path;
}

async function realPathOf(file: number, path: string): Promise<string> {
  return process.platform === "linux" ? readlinkSync(`/proc/self/fd/${file}`) : realpath(path);
}
