// What a webhook is sent.

import {
  type JobRecord,
  type Kept,
  type SystemEvent,
  stateOfJob,
  type TenantEvent,
  type WebhookFormat,
} from "@penstock/core";
import { toEventView } from "./event-view.ts";
import { WEBHOOKS } from "./webhook-documents.ts";

/** One message, before it is written in a format. */
type WebhookMessage = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

function messageOfEvent(event: Kept<TenantEvent | SystemEvent>): WebhookMessage {
  const { id, type, at, ...data } = toEventView(event);
  return { id: `evt_${id}`, type, timestamp: at, data };
}

/** The end of a job. It is made of the record alone, so that it is the same however the end was noticed. */
function messageOfEnd(record: JobRecord): WebhookMessage {
  const { job, counts, progress, finishedAtMs = 0, lastFailure } = record;
  const outcome = stateOfJob(record);
  return {
    id: `evt_${job.id}-completed`,
    type: "job.completed",
    timestamp: new Date(finishedAtMs).toISOString(),
    data: {
      jobId: job.id,
      name: job.name,
      labels: job.labels,
      schedule: job.schedule?.name ?? null,
      outcome,
      createdAt: new Date(job.createdAtMs).toISOString(),
      durationSeconds: Math.round((finishedAtMs - job.createdAtMs) / 1000),
      totals: {
        objects: counts.listed,
        stored: counts.stored,
        skipped: counts.skipped,
        failed: counts.failed,
        cancelled: counts.aborted,
        bytes: progress.bytesTotal,
        retries: progress.retries,
      },
      lastError: outcome === "succeeded" ? null : (lastFailure?.code ?? null),
      links: { job: `/v1/jobs/${job.id}`, errors: `/v1/jobs/${job.id}/errors` },
    },
  };
}

function formatMessage(
  { id, type, timestamp, data }: WebhookMessage,
  format: WebhookFormat,
): string {
  if (format === "standard") {
    return JSON.stringify({ type, timestamp, data });
  }
  const { jobId } = data;
  return JSON.stringify({
    ...{ specversion: "1.0", id, type: `io.penstock.${type}.v1` },
    source: typeof jobId === "string" ? `/v1/jobs/${jobId}` : "/v1/events",
    ...{ time: timestamp, datacontenttype: "application/json", data },
  });
}

function contentTypeOf(format: WebhookFormat): string {
  return format === "standard" ? "application/json" : "application/cloudevents+json";
}

/** How the engine writes messages, and keeps webhooks. */
export const WEBHOOK_FORMS = {
  webhooks: WEBHOOKS,
  ofEvent: messageOfEvent,
  ofEnd: messageOfEnd,
  format: formatMessage,
  contentType: contentTypeOf,
} as const;
