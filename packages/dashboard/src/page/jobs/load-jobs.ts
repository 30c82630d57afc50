import type { JobView } from "@penstock/wire";
import { computed, signal } from "@preact/signals";
import { read } from "../data/api.ts";
import { noteProgress } from "../data/rates.ts";

const NEWEST = 100;
const OLDER = 500;
const RUNNING = ["queued", "planning", "transferring", "completing"] as const;
const FAILED = ["failed", "completed_with_errors"] as const;

/** What was scrolled to: these have ended, so they are not asked for again. */
const olderJobs = signal<readonly JobView[]>([]);

/** Where the list continues; null at its end. */
const cursor = signal<string | null | undefined>(undefined);

export const hasOlderJobs = computed(() => cursor.value !== null);

let isLoading = false;

/** What runs, what failed, and the newest: however many jobs there are. */
export async function loadJobs(signalOfFeed: AbortSignal): Promise<readonly JobView[]> {
  const [newest, ...others] = await Promise.all([
    read("/v1/jobs", { query: { limit: NEWEST }, signal: signalOfFeed }),
    ...[...RUNNING, ...FAILED].map((state) =>
      read("/v1/jobs", { query: { state, limit: NEWEST }, signal: signalOfFeed }),
    ),
  ]);
  if (cursor.value === undefined) {
    cursor.value = newest.nextCursor;
  }
  const jobs = [newest, ...others].flatMap(({ data }) => data);
  jobs.forEach(noteProgress);
  return jobs;
}

/** Called when a person scrolls to the end. */
export async function loadOlderJobs(): Promise<void> {
  const from = cursor.value;
  if (isLoading || typeof from !== "string") {
    return;
  }
  isLoading = true;
  try {
    const page = await read("/v1/jobs", { query: { limit: OLDER, cursor: from } });
    cursor.value = page.nextCursor;
    olderJobs.value = [...olderJobs.value, ...page.data];
  } finally {
    isLoading = false;
  }
}

/** Each once, as it was seen last. */
export function allJobs(jobs: readonly JobView[]): readonly JobView[] {
  return [...new Map([...olderJobs.value, ...jobs].map((job) => [job.id, job])).values()];
}
