import {
  apply,
  type ConnectionTest,
  type EventLog,
  isFinished,
  type JobId,
  jobStateOf,
  type Kept,
  type LeftAlone,
  type SystemEvent,
  type TenantEvent,
  type TransferId,
  type TransferStateKind,
  toETag,
} from "@penstock/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ledgerEvents, playEvents } from "./ledger-events.ts";
import { CAUSE, type LedgerScenario, refOf, reportOfPart, type Start } from "./ledger-scenario.ts";

const ALL = 10_000;
const CODE = CAUSE.code;

/** What every event log must do, on the ledger that writes it. */
export function describeEventLog(start: Start): void {
  describeStates(start);
  describeTroubles(start);
  describeReading(start);
  describeSystem(start);

  test("leads from its events to the states and ends that the ledger shows", async () => {
    await fc.assert(
      fc.asyncProperty(ledgerEvents, async (events) => {
        const { ledger, tenant } = await start();
        const shown = (await playEvents(ledger, tenant, events)).at(-1);
        const seen = await eventsOf(ledger.events, tenant);
        const end = shown && jobStateOf(shown.counts, false);

        const states = (shown?.states ?? []).filter((kind) => kind !== "planned");
        expect(statesIn(seen)).toEqual(states.toSorted());
        expect(endsIn(seen)).toEqual(end !== undefined && isFinished(end) ? [end] : []);
      }),
      { numRuns: 30 },
    );
  });
}

function describeStates(start: Start): void {
  describe("what happens to jobs and transfers", () => {
    test("tells each state of a transfer and its job, from the first to the last", async () => {
      const subject = await start();
      const completing = await subject.completing(1);
      const etag = toETag("whole");
      const verifying = await subject.advance(completing, { kind: "upload-completed", etag });
      const object = { etag, sizeBytes: 1, verifiedBy: "part-checksums", storedAtMs: 0 } as const;
      await subject.advance(verifying, { kind: "object-verified", object });

      const { id: transferId, jobId } = completing;
      expect((await eventsIn(subject)).map(({ id: _, ...event }) => event)).toEqual([
        { kind: "job", jobId, state: "created" },
        { kind: "transfer", jobId, transferId, state: "uploading" },
        { kind: "transfer", jobId, transferId, state: "completing" },
        { kind: "transfer", jobId, transferId, state: "verifying" },
        { kind: "transfer", jobId, transferId, state: "stored" },
        { kind: "job", jobId, state: "succeeded" },
      ]);
    });

    test("tells nothing of a change that was refused, or of a job that is there already", async () => {
      const subject = await start();
      const transfer = await subject.uploading(2);
      const before = await eventsIn(subject);
      const { job } = await subject.record(transfer);
      const stale = { ...transfer, revision: transfer.revision - 1 };
      const next = apply(transfer, 1, { kind: "cancel-requested", cause: CAUSE });

      await subject.ledger.jobs.createJob(job, [subject.newTransfer(job)]);
      await subject.ledger.transfers.save(stale, next);

      expect(await eventsIn(subject)).toEqual(before);
    });

    test("tells once that a job is to be cancelled, and nothing of a job that is not there", async () => {
      const subject = await start();
      const { jobId } = await subject.planned();
      const { jobs } = subject.ledger;

      await jobs.markCancelled(subject.tenant, jobId);
      await jobs.markCancelled(subject.tenant, jobId);
      await jobs.markCancelled(subject.tenant, subject.newJob().id);

      expect((await eventsIn(subject)).map((event) => "state" in event && event.state)).toEqual([
        "created",
        "cancelling",
      ]);
    });

    test("tells once that a job is paused, and once that it continues", async () => {
      const subject = await start();
      const { jobId } = await subject.planned();
      const { parts } = subject.ledger;

      for (const isPaused of [false, true, true, false, false]) {
        await parts.setPaused(subject.tenant, jobId, isPaused);
      }

      expect((await eventsIn(subject)).map((event) => "state" in event && event.state)).toEqual([
        "created",
        "paused",
        "resumed",
      ]);
    });

    test("keeps what is noted of a schedule, in order with the others", async () => {
      const subject = await start();
      const { jobId } = await subject.planned();
      const { events } = subject.ledger;
      const tick = { kind: "schedule", schedule: "nightly", scheduledForMs: 1000 } as const;

      await events.note(subject.tenant, { ...tick, state: "started", jobId });
      await events.note(subject.tenant, { kind: "schedule", schedule: "nightly", state: "paused" });

      const [, started, paused] = await eventsIn(subject);
      expect(started).toEqual({ id: started?.id, ...tick, state: "started", jobId });
      expect(paused).toEqual({
        ...{ id: paused?.id, kind: "schedule" },
        ...{ schedule: "nightly", state: "paused" },
      });
    });

    test("tells of uploaded parts at most once in 200 ms", async () => {
      const subject = await start();
      const transfer = await subject.uploading(6);
      const upload = (number: number) =>
        subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, number));

      await Promise.all([1, 2, 3].map(upload));
      await subject.passTime(250);
      await upload(4);

      const progress = (await eventsIn(subject)).filter(({ kind }) => kind === "progress");
      expect(progress).toMatchObject([{ missingParts: 5 }, { missingParts: 2 }]);
    });
  });
}

function describeTroubles(start: Start): void {
  describe("what stands in the way of a job", () => {
    const failureOf = (code: typeof CODE | "store-unreachable") =>
      ({ step: "plan", atMs: 0, process: "p", cause: { code, message: "no" } }) as const;

    test("tells it at once, and the same again after a second", async () => {
      const subject = await start();
      const transfer = await subject.planned();
      const fail = (code: typeof CODE | "store-unreachable") =>
        subject.ledger.transfers.noteFailure(refOf(transfer), 1, failureOf(code), true);

      await fail(CODE);
      await fail(CODE);
      await fail("store-unreachable");
      await subject.passTime(1100);
      await fail("store-unreachable");

      const failures = (await eventsIn(subject)).filter(({ kind }) => kind === "failure");
      expect(failures).toMatchObject([
        { step: "plan", code: CODE },
        { step: "plan", code: "store-unreachable" },
        { step: "plan", code: "store-unreachable" },
      ]);
    });

    test("tells of a step that is deferred untried", async () => {
      const subject = await start();
      const transfer = await subject.planned();

      await subject.ledger.parts.noteUntried(refOf(transfer), "store-unreachable");

      expect((await eventsIn(subject)).at(-1)).toMatchObject({
        kind: "deferred",
        transferId: transfer.id,
        code: "store-unreachable",
      });
    });
  });
}

function describeReading(start: Start): void {
  describe("reading", () => {
    test("goes on after the event of the cursor, page by page", async () => {
      const subject = await start();
      await subject.completing(1);
      const all = await eventsIn(subject);
      const pages: string[][] = [];
      let after: string | undefined;
      for (;;) {
        const request = { limit: 2, ...(after !== undefined && { after }) };
        const page = await subject.ledger.events.ofTenant(subject.tenant, request);
        if (page.events.length === 0) {
          expect(page).toMatchObject({ cursor: after, hasGap: false });
          break;
        }
        pages.push(page.events.map(({ id }) => id));
        after = page.cursor;
      }

      expect(pages.map(({ length }) => length)).toEqual([2, 1]);
      expect(pages.flat()).toEqual(all.map(({ id }) => id));
    });

    test("says so when the event of the cursor is gone, and begins with the oldest", async () => {
      const subject = await start();
      await subject.planned();
      const all = await eventsIn(subject);

      const request = { after: "1-1", limit: ALL };
      const page = await subject.ledger.events.ofTenant(subject.tenant, request);

      expect(page).toEqual({ events: all, cursor: all.at(-1)?.id, hasGap: true });
    });

    test("finds nothing of a tenant that never did anything", async () => {
      const subject = await start();

      const page = await subject.ledger.events.ofTenant(subject.tenant, { limit: 1 });

      expect(page).toEqual({ events: [], cursor: undefined, hasGap: false });
    });

    test("waits for what comes next, from the first event on and after any other", async () => {
      const subject = await start();
      const tail = await subject.ledger.events.tailOfTenant(subject.tenant);
      const before = await tail.newest();
      const waiting = tail.next(before, 10);
      await subject.planned();
      const first = await waiting;
      const next = tail.next(first.cursor ?? "", 10);
      await subject.planned();
      const second = await next;
      tail.close();
      tail.close();

      expect(before).toBe("0-0");
      expect([first, second]).toMatchObject([
        { events: [{ state: "created" }], hasGap: false },
        { events: [{ state: "created" }], hasGap: false },
      ]);
      await expect(tail.next(second.cursor ?? "", 10)).rejects.toMatchObject({
        code: "ledger-unavailable",
      });
    });

    test("rejects what waits when it is closed", async () => {
      const subject = await start();
      await subject.planned();
      const tail = await subject.ledger.events.tailOfTenant(subject.tenant);
      const waiting = tail.next(await tail.newest(), 10);

      tail.close();

      await expect(waiting).rejects.toMatchObject({ code: "ledger-unavailable" });
    });

    test("refuses what is no cursor", async () => {
      const subject = await start();

      const page = subject.ledger.events.ofTenant(subject.tenant, { after: "soon", limit: 1 });

      await expect(page).rejects.toMatchObject({ code: "request-invalid" });
    });
  });
}

function describeSystem(start: Start): void {
  describe("what happens to the deployment", () => {
    const away: LeftAlone = {
      connection: "s3",
      side: "store",
      cause: { code: "store-unreachable", message: "no" },
      sinceMs: 0,
      nextTryAtMs: 1,
    };

    test("tells that a process starts, leaves a connection alone, uses it again and stops", async () => {
      const subject = await start();
      const { workers } = subject.ledger;
      const id = `${subject.tenant}-1`;

      await workers.announceProcess({ id, role: "worker", leftAlone: [] });
      await workers.announceProcess({ id, role: "worker", leftAlone: [away] });
      await workers.announceProcess({ id, role: "worker", leftAlone: [away] });
      await workers.announceProcess({ id, role: "worker", leftAlone: [] });
      await workers.retireProcess(id);
      await workers.retireProcess(id);

      expect(await systemEventsOf(subject, id)).toMatchObject([
        { kind: "process", role: "worker", state: "started" },
        { kind: "connection", connection: "s3", state: "left-alone" },
        { kind: "connection", connection: "s3", state: "used-again" },
        { kind: "process", state: "stopped" },
      ]);
    });

    test("tells how a connection's test ended", async () => {
      const subject = await start();
      const test: ConnectionTest = {
        connection: subject.tenant,
        testedAtMs: 0,
        checks: [{ name: "auth", result: "failed", detail: "no" }],
        measured: {},
      };

      await subject.ledger.connectionTests.save(test);
      await subject.ledger.connectionTests.save({ ...test, checks: [] });

      const { events } = await subject.ledger.events.ofSystem({ limit: ALL });
      const ours = events.filter(
        (event) => event.kind === "connection" && event.connection === subject.tenant,
      );
      expect(ours).toMatchObject([{ state: "test-failed" }, { state: "test-passed" }]);
    });
  });
}

async function eventsOf(log: EventLog, tenant: string): Promise<readonly Kept<TenantEvent>[]> {
  return (await log.ofTenant(tenant, { limit: ALL })).events;
}

function eventsIn({ ledger, tenant }: LedgerScenario): Promise<readonly Kept<TenantEvent>[]> {
  return eventsOf(ledger.events, tenant);
}

async function systemEventsOf(
  { ledger }: LedgerScenario,
  process: string,
): Promise<readonly Kept<SystemEvent>[]> {
  const { events } = await ledger.events.ofSystem({ limit: ALL });
  return events.filter((event) => "process" in event && event.process === process);
}

/** Where the transfers got to, sorted; without those that are planned. */
function statesIn(events: readonly TenantEvent[]): readonly TransferStateKind[] {
  const states = new Map<TransferId, TransferStateKind>();
  for (const event of events) {
    if (event.kind === "transfer") {
      states.set(event.transferId, event.state);
    }
  }
  return [...states.values()].filter((state) => state !== "planned").sort();
}

function endsIn(events: readonly TenantEvent[]): readonly string[] {
  const ends = new Map<JobId, string[]>();
  for (const event of events) {
    if (event.kind === "job" && event.state !== "created") {
      ends.set(event.jobId, [...(ends.get(event.jobId) ?? []), event.state]);
    }
  }
  return [...ends.values()].flat();
}
