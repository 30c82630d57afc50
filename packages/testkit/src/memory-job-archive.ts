import type { FinishedJob, JobArchive, JobId, Segment, SegmentGroup } from "@penstock/core";
import { segmentName, segmentPlace } from "@penstock/core";

/** The archive of finished jobs in memory. It keeps text, as the others do. */
export class MemoryJobArchive implements JobArchive {
  readonly #segments = new Map<string, { readonly segment: Segment; readonly text: string }>();

  async write(segment: Segment, jobs: readonly FinishedJob[]): Promise<void> {
    this.#segments.set(keyOf(segment), { segment, text: JSON.stringify(jobs) });
  }

  async read(segment: Segment, jobIds?: readonly JobId[]): Promise<readonly FinishedJob[]> {
    const text = this.#segments.get(keyOf(segment))?.text ?? "[]";
    const jobs: readonly FinishedJob[] = JSON.parse(text);
    return jobs.filter(({ record }) => jobIds?.includes(record.job.id) ?? true);
  }

  async *segments(tenant: string, group: SegmentGroup): AsyncIterable<Segment> {
    yield* [...this.#segments.values()]
      .map(({ segment }) => segment)
      .filter((segment) => segment.tenant === tenant && segment.group === group)
      .sort((one, other) => (segmentName(one) < segmentName(other) ? -1 : 1));
  }

  async remove(segment: Segment): Promise<void> {
    this.#segments.delete(keyOf(segment));
  }

  async tenants(): Promise<readonly string[]> {
    return [...new Set([...this.#segments.values()].map(({ segment }) => segment.tenant))];
  }
}

function keyOf(segment: Segment): string {
  return `${segment.tenant}/${segmentPlace(segment)}`;
}
