// The segments of a job's rows, where its journal lies: in a folder or in a bucket.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { isPenstockError } from "@penstock/core";
import { type Environment, readSettings, systemClock } from "@penstock/process";
import type { ReadSegment } from "@penstock/receipts";
import { splitName } from "./address.ts";
import { CommandFailure, EXIT } from "./exit-codes.ts";

/** Undefined, which is a segment that is missing, for what is not there. */
export type SegmentFiles = { readonly read: ReadSegment; close(): void };

/**
 * @param place a folder, or `connection:prefix/` of a connection in the file that PENSTOCK_CONFIG names
 * @throws CommandFailure for a place that is none
 */
export async function openSegments(place: string, environment: Environment): Promise<SegmentFiles> {
  const named = splitName(place);
  if (named === undefined) {
    return { read: (name) => readIfThere(join(place, name)), close: () => undefined };
  }
  const { connection, key } = named;
  const { configPath } = readSettings("worker", environment).settings;
  const connections = await orUsage(place, async () =>
    createConnections(await readConnectionsFile(configPath), {
      ...{ environment, secrets: new Set<string>(), clock: systemClock },
    }),
  );
  const documents = await orUsage(place, async () => connections.documentStore(connection));
  const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
  return {
    read: (name) => documents.getBytes(prefix + name),
    close: () => connections.close(),
  };
}

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function orUsage<Value>(place: string, open: () => Promise<Value>): Promise<Value> {
  try {
    return await open();
  } catch (cause) {
    if (!isPenstockError(cause)) {
      throw cause;
    }
    throw new CommandFailure(`no rows can be read at ${place}: ${cause.message}`, {
      exitCode: EXIT.connection,
      nextStep:
        "Name a folder as ./NAME or /NAME, or a connection of the file that PENSTOCK_CONFIG names.",
      cause,
    });
  }
}
