// The leader makes deliveries of what happened: by the events, and level-triggered of jobs that have ended.

import {
  DEFAULT_TENANT,
  type EventPage,
  eventTypeOf,
  isPenstockError,
  isProgress,
  type JobId,
  type Kept,
  matchesEventType,
  OUTCOMES,
  type SystemEvent,
  type TenantEvent,
  type Webhook,
  webhookKey,
} from "@penstock/core";
import { ConfigView } from "../configuration/config-view.ts";
import { isHistoryWhole } from "../history/history-rebuild.ts";
import { findJob } from "../jobs/find-job.ts";
import { apart } from "../repair/apart.ts";
import { deliveryOf } from "./new-delivery.ts";
import { changeWebhook, type RoutingEngine } from "./webhook-engine.ts";

const PAGE = 1000;
const DUE_AT_ONCE = 200;
const CHECK_ENDS_EVERY_MS = 60_000;
/** What ended so shortly before may still be on its way. */
const MARGIN_MS = 60_000;
/** Of jobs that are archived, those are looked through that were made since then. */
const ARCHIVED_MS = 7 * 86_400_000;

type AnyEvent = TenantEvent | SystemEvent;
type Message = ReturnType<RoutingEngine["forms"]["ofEvent"]>;
type Reading = { readonly tenant: string; readonly of: "tenant" | "system" };

/** For one term of a leader. */
export class WebhookRouter {
  readonly #engine: RoutingEngine;
  readonly #view: ConfigView<Webhook>;
  /** By log: the last event that was routed. */
  readonly #cursors = new Map<string, string | undefined>();
  /** By tenant: when the jobs that have ended were last looked through. */
  readonly #checkedAtMs = new Map<string, number>();
  /** Webhooks whose documents may say less than was delivered: by this leader, or by one before. */
  readonly #behind = new Set<string>();

  constructor(engine: RoutingEngine) {
    this.#engine = engine;
    this.#view = new ConfigView(engine.config, engine.forms.webhooks);
  }

  /** What fails about one tenant holds up no other. */
  async routeOnce(signal: AbortSignal): Promise<void> {
    await this.#view.refreshOnce();
    const webhooks = [...this.#view.documents.values()].map(({ value }) => value);
    for (const tenant of new Set(webhooks.map((each) => each.tenant))) {
      if (signal.aborted) {
        return;
      }
      const ours = webhooks.filter((each) => each.tenant === tenant);
      const piece = { what: "the webhooks of a tenant", fields: { tenant } };
      await apart(this.#engine, piece, () => this.#routeTenant(tenant, ours));
    }
  }

  async #routeTenant(tenant: string, all: readonly Webhook[]): Promise<void> {
    const { ledger, clock, deliveryQueue } = this.#engine;
    const webhooks = all.filter(({ isEnabled }) => isEnabled);
    if (await this.#routeEvents({ tenant, of: "tenant" }, webhooks)) {
      this.#checkedAtMs.delete(tenant);
    }
    if (tenant === DEFAULT_TENANT) {
      await this.#routeEvents({ tenant, of: "system" }, webhooks);
    }
    // Before the archive and the journal are asked: what waits does not wait for them.
    const due = await ledger.deliveries.due(tenant, clock.nowMs(), DUE_AT_ONCE);
    if (due.length > 0) {
      await deliveryQueue.addDeliveries(due.map((id) => ({ tenant, id })));
    }
    const checkedAtMs = this.#checkedAtMs.get(tenant) ?? 0;
    const isTime = clock.nowMs() - checkedAtMs >= CHECK_ENDS_EVERY_MS;
    if (isTime && (await this.#checkEnds(tenant, webhooks))) {
      await this.#noteThrough(webhooks);
    }
  }

  /** Whether events are missing. The cursor moves after their deliveries are there. */
  async #routeEvents(reading: Reading, webhooks: readonly Webhook[]): Promise<boolean> {
    const { deliveries } = this.#engine.ledger;
    const log = `${reading.of} ${reading.tenant}`;
    let after = this.#cursors.has(log)
      ? this.#cursors.get(log)
      : await deliveries.readCursor(reading);
    let hasGap = false;
    let isMore = true;
    while (isMore) {
      const page = await this.#readPage(reading, after);
      hasGap ||= page.hasGap;
      for (const event of page.events) {
        await this.#routeEvent(reading.tenant, event, webhooks);
      }
      if (page.cursor !== undefined && page.cursor !== after) {
        await deliveries.writeCursor(reading, page.cursor);
      }
      after = page.cursor;
      this.#cursors.set(log, after);
      isMore = page.events.length === PAGE;
    }
    return hasGap;
  }

  #readPage({ tenant, of }: Reading, after: string | undefined): Promise<EventPage<AnyEvent>> {
    const { events } = this.#engine.ledger;
    const request = { limit: PAGE, ...(after !== undefined && { after }) };
    return of === "tenant" ? events.ofTenant(tenant, request) : events.ofSystem(request);
  }

  async #routeEvent(tenant: string, event: Kept<AnyEvent>, all: readonly Webhook[]): Promise<void> {
    const { forms } = this.#engine;
    const type = eventTypeOf(event);
    const message = forms.ofEvent(event);
    const webhooks = all.filter(
      ({ types, createdAtMs }) =>
        matchesEventType(types, type) && Date.parse(message.timestamp) >= createdAtMs,
    );
    if (webhooks.length === 0 || isProgress(event)) {
      return;
    }
    if (type === "job.completed" && "jobId" in event && event.jobId !== undefined) {
      await this.#routeEnd(tenant, event.jobId, webhooks);
      return;
    }
    await this.#add(message, webhooks);
  }

  async #routeEnd(tenant: string, jobId: JobId, webhooks: readonly Webhook[]): Promise<void> {
    if (webhooks.length === 0) {
      return;
    }
    try {
      const record = await findJob(this.#engine, tenant, jobId);
      const endedAtMs = record.finishedAtMs;
      if (endedAtMs !== undefined) {
        const wanted = webhooks.filter(({ createdAtMs }) => endedAtMs >= createdAtMs);
        await this.#add(this.#engine.forms.ofEnd(record), wanted);
      }
    } catch (error) {
      // Its time is over: there is nothing left to tell.
      if (!isPenstockError(error, "not-found")) {
        throw error;
      }
    }
  }

  async #add(message: Message, webhooks: readonly Webhook[]): Promise<void> {
    for (const webhook of webhooks) {
      await this.#engine.ledger.deliveries.add(deliveryOf(this.#engine, webhook, message));
      this.#behind.add(webhookKey(webhook));
    }
  }

  /**
   * Jobs that have ended, whatever became of their events: all since the webhooks' own marks, then the newest.
   *
   * @returns false while it is not known which have ended
   */
  async #checkEnds(tenant: string, all: readonly Webhook[]): Promise<boolean> {
    const { archive, clock } = this.#engine;
    const webhooks = all.filter(({ types }) => matchesEventType(types, "job.completed"));
    const nowMs = clock.nowMs();
    const checkedAtMs = this.#checkedAtMs.get(tenant);
    if (webhooks.length > 0) {
      const sinceMs =
        checkedAtMs === undefined
          ? Math.min(...webhooks.map(({ endsThroughMs }) => endsThroughMs))
          : checkedAtMs - MARGIN_MS;
      if (checkedAtMs === undefined && archive !== undefined) {
        if (!(await isHistoryWhole(this.#engine))) {
          return false;
        }
        await this.#routeArchived(tenant, sinceMs, webhooks);
      }
      await this.#routeEnded(tenant, sinceMs, webhooks);
    }
    this.#checkedAtMs.set(tenant, nowMs);
    return true;
  }

  async #routeEnded(tenant: string, sinceMs: number, webhooks: readonly Webhook[]): Promise<void> {
    const endedBeforeMs = this.#engine.clock.nowMs() + MARGIN_MS;
    for (const outcome of OUTCOMES) {
      let offset = 0;
      let isMore = true;
      while (isMore) {
        const wanted = { outcome, endedBeforeMs, offset, limit: PAGE };
        const ended = await this.#engine.ledger.finished.endedJobs(tenant, wanted);
        for (const { jobId, endedAtMs } of ended.filter((job) => job.endedAtMs >= sinceMs)) {
          await this.#routeEnd(tenant, jobId, notThrough(webhooks, endedAtMs));
        }
        offset += ended.length;
        isMore = ended.length === PAGE;
      }
    }
  }

  async #routeArchived(
    tenant: string,
    sinceMs: number,
    webhooks: readonly Webhook[],
  ): Promise<void> {
    const createdFromMs = Math.max(0, sinceMs - ARCHIVED_MS);
    let cursor: JobId | undefined;
    let isMore = true;
    while (isMore) {
      const entries = await this.#engine.ledger.history.listEntries(tenant, {
        ...{ limit: PAGE, createdFromMs },
        ...(cursor !== undefined && { cursor }),
      });
      for (const { jobId, segment } of entries.filter((job) => job.segment.endedAtMs >= sinceMs)) {
        await this.#routeEnd(tenant, jobId, notThrough(webhooks, segment.endedAtMs));
      }
      cursor = entries.at(-1)?.jobId;
      isMore = entries.length === PAGE;
    }
  }

  /** Writes down in the journal up to where all ends are delivered, for the case that Redis loses the deliveries. */
  async #noteThrough(webhooks: readonly Webhook[]): Promise<void> {
    const { ledger, clock } = this.#engine;
    for (const webhook of webhooks.filter((each) => this.#behind.has(webhookKey(each)))) {
      const pendingMs = await ledger.deliveries.oldestPendingMs(webhook);
      const throughMs = (pendingMs ?? clock.nowMs()) - MARGIN_MS;
      if (throughMs > webhook.endsThroughMs) {
        await changeWebhook(this.#engine, webhook, (current) => ({
          ...current,
          endsThroughMs: Math.max(current.endsThroughMs, throughMs),
        }));
      }
      if (pendingMs === undefined) {
        this.#behind.delete(webhookKey(webhook));
      }
    }
  }
}

function notThrough(webhooks: readonly Webhook[], endedAtMs: number): readonly Webhook[] {
  return webhooks.filter(({ endsThroughMs }) => endsThroughMs <= endedAtMs);
}
