// Changes that hold only where nothing else was changed since a client looked (RFC 9110, 13.1.1).

import { type ConfigKind, type ConfigStore, isPenstockError } from "@penstock/core";
import type { FastifyRequest } from "fastify";
import { Rejection } from "./problem.ts";

/** The revisions of which a document has to have one; `any`: whatever it is, it has to be there. */
export type Precondition = ReadonlySet<number> | "any";

const revisions = new WeakMap<FastifyRequest, number>();

/** Keeps the revision of what a request is answered with, for the tag of the response. */
export function noteRevision(request: FastifyRequest, view: unknown): void {
  const revision = revisionIn(view) ?? revisionIn(memberOf(view, "deployment"));
  if (revision !== undefined) {
    revisions.set(request, revision);
  }
}

/**
 * A tag has the revision before what it is a tag of: a read is fresh while the whole of it is the same, and a change
 * needs the revision alone.
 */
export function tagOf(request: FastifyRequest, hash: string): string {
  const revision = revisions.get(request);
  return revision === undefined ? `W/"${hash}"` : `"${revision}-${hash}"`;
}

export function hasRevision(request: FastifyRequest): boolean {
  return revisions.has(request);
}

/** Undefined where a request makes none. A tag of something else fits no revision. */
export function preconditionOf({ headers }: FastifyRequest): Precondition | undefined {
  const header = headers["if-match"];
  if (header === undefined) {
    return undefined;
  }
  if (header.trim() === "*") {
    return "any";
  }
  const found = header
    .split(",")
    .map((tag) => /^(?:W\/)?"(\d{1,15})(?:-[\w-]*)?"$/.exec(tag.trim())?.[1]);
  return new Set(found.filter((each) => each !== undefined).map(Number));
}

/** The same store, in which documents of one kind are changed at these revisions alone: checked where they are written. */
export function changedAt(
  config: ConfigStore,
  kind: ConfigKind<unknown>,
  wanted: Precondition | undefined,
): ConfigStore {
  if (wanted === undefined) {
    return config;
  }
  async function change<Result>(
    { name: kindName }: Pick<ConfigKind<unknown>, "name">,
    revision: number,
    run: () => Promise<Result>,
  ): Promise<Result> {
    if (kindName !== kind.name) {
      return run();
    }
    if (wanted === "any" ? revision === 0 : wanted?.has(revision) !== true) {
      throw failed(`it is at revision ${revision}`);
    }
    try {
      return await run();
    } catch (error) {
      // Another change came between the look and the write.
      throw isPenstockError(error, "state-conflict") ? failed(error.message, error) : error;
    }
  }
  return {
    list: (each) => config.list(each),
    look: (each) => config.look(each),
    read: (each, name) => config.read(each, name),
    version: () => config.version(),
    reconcile: () => config.reconcile(),
    write: (each, name, written) =>
      change(each, written.revision, () => config.write(each, name, written)),
    delete: (each, name, revision) =>
      change(each, revision, () => config.delete(each, name, revision)),
  };
}

function failed(why: string, cause?: unknown): Rejection {
  const detail = `what If-Match names is not the newest (${why}): read it again, nothing was done`;
  const rejection = new Rejection("precondition-failed", 412, detail);
  rejection.cause = cause;
  return rejection;
}

function revisionIn(view: unknown): number | undefined {
  const revision = memberOf(view, "revision");
  return typeof revision === "number" ? revision : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
