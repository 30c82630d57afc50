import { type Segment, type SegmentGroup, segmentAt, segmentName } from "@penstock/core";
import type { BelowJournal } from "../documents-below.ts";
import { encodeTenant, tenantOf } from "../journal-paths.ts";

// In a folder, beside the tenants' (no tenant's folder has a dot in its name):
// <root>/finished.d/<tenant>/<group>/<day>/<name>.ndjson     a segment: one line for each job
// In a store:
// <prefix>finished/<tenant>/<group>/<day>/<name>.ndjson
// A name begins with the time, so the order of the paths is the order in which they were written.

export const ARCHIVE_PLACE: BelowJournal = { prefix: "finished/", folder: "finished.d/" };

export function groupPath(tenant: string, group: SegmentGroup): string {
  return `${encodeTenant(tenant)}/${group}/`;
}

export function segmentPath(segment: Segment): string {
  const day = new Date(segment.endedAtMs).toISOString().slice(0, "2026-01-01".length);
  return `${groupPath(segment.tenant, segment.group)}${day}/${segmentName(segment)}.ndjson`;
}

/** Undefined for a path that no segment is kept at. */
export function segmentOf(path: string): Segment | undefined {
  const [, name = "", group = "", place = ""] =
    /^([^/]+)\/(recent|succeeded|failed|expired)\/\d{4}-\d\d-\d\d\/([0-9a-z]{15})\.ndjson$/.exec(
      path,
    ) ?? [];
  const tenant = tenantOf(name);
  const segment = tenant === undefined ? undefined : segmentAt(tenant, group.slice(0, 1) + place);
  return segment !== undefined && segmentPath(segment) === path ? segment : undefined;
}
