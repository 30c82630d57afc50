import type { JobView } from "@penstock/wire";
import { signal } from "@preact/signals";
import { read } from "../data/api.ts";
import { noteProgress } from "../data/rates.ts";

const NEWEST = 100;
const OLDER = 500;
const RUNNING = ["queued", "planning", "transferring", "completing"] as const;
const FAILED = ["failed", "completed_with_errors"] as const;

/** What was scrolled to: these have ended, so they are not asked for again. */
const olderJobs = signal<readonly JobView[]>([]);

/** Where the list continues; null at its end. */
let cursor: string | null | undefined;
let isLoading = false;

/** What runs, what failed, and the newest: however many jobs there are. */
export async function loadJobs(signalOfFeed: AbortSignal): Promise<readonly JobView[]> {
  const [newest, ...others] = await Promise.all([
    read("/v1/jobs", { query: { limit: NEWEST }, signal: signalOfFeed }),
    ...[...RUNNING, ...FAILED].map((state) =>
      read("/v1/jobs", { query: { state, limit: NEWEST }, signal: signalOfFeed }),
    ),
  ]);
  cursor ??= newest.nextCursor;
  const jobs = [newest, ...others].flatMap(({ data }) => data);
  jobs.forEach(noteProgress);
  return jobs;
}

/** Called when a person scrolls to the end. */
export async function loadOlderJobs(): Promise<void> {
  if (isLoading || typeof cursor !== "string") {
    return;
  }
  isLoading = true;
  try {
    const page = await read("/v1/jobs", { query: { limit: OLDER, cursor } });
    cursor = page.nextCursor;
    olderJobs.value = [...olderJobs.value, ...page.data];
  } finally {
    isLoading = false;
  }
}

/** Each once, as it was seen last. */
export function allJobs(jobs: readonly JobView[]): readonly JobView[] {
  return [...new Map([...olderJobs.value, ...jobs].map((job) => [job.id, job])).values()];
}
