import { type Job, type Late, TURN_BYTES } from "@penstock/core";
import { expect, test } from "vitest";
import { CAUSE, type LedgerScenario, MIB, type Start, uploadOf } from "./ledger-scenario.ts";

const LATE: Late = { sinceMs: Date.UTC(2026, 10, 29), reason: "too-slow", boost: 4 };

/** What every deadline store must do. */
export function describeDeadlineStore(start: Start): void {
  test("knows the jobs that have a deadline, the nearest first, until they end", async () => {
    const { scenario, due } = await opened(start);
    const later = await due({ deadlineMs: Date.UTC(2030, 1) });
    const sooner = await due({ deadlineMs: Date.UTC(2030, 0) });
    await due({});
    const ended = await due({ deadlineMs: Date.UTC(2029, 0) }, 0);

    await scenario.ledger.deadlines.noteLate(ended, undefined);

    expect(await jobsOf(scenario)).toEqual([sooner.id, later.id]);
    expect(await jobsOf(scenario, 1)).toEqual([sooner.id]);
  });

  test("a job gets, changes and loses its deadline", async () => {
    const { scenario, due } = await opened(start);
    const { parts, deadlines } = scenario.ledger;
    const job = await due({});
    const dated = { ...job, deadlineMs: Date.UTC(2030, 0) };
    await parts.changeJob(job, dated);
    const withOne = await jobsOf(scenario);
    await deadlines.noteLate(dated, LATE);

    await parts.changeJob(dated, job);

    expect(withOne).toEqual([job.id]);
    expect(await jobsOf(scenario)).toEqual([]);
    const record = await scenario.ledger.jobs.readJob(scenario.tenant, job.id);
    expect(record?.late).toBeUndefined();
  });

  test("a job is late once, until it is in time again, and each change is an event", async () => {
    const { scenario, due } = await opened(start);
    const { deadlines, jobs } = scenario.ledger;
    const job = await due({ deadlineMs: Date.UTC(2030, 0) });
    const noted = [
      await deadlines.noteLate(job, undefined),
      await deadlines.noteLate(job, LATE),
      await deadlines.noteLate(job, { ...LATE, reason: "missed" }),
    ];
    const late = (await jobs.readJob(scenario.tenant, job.id))?.late;

    noted.push(await deadlines.noteLate(job, undefined));

    expect(noted).toEqual([true, true, true, true]);
    expect(late).toEqual({ ...LATE, reason: "missed" });
    expect((await jobs.readJob(scenario.tenant, job.id))?.late).toBeUndefined();
    const { events } = await scenario.ledger.events.ofTenant(scenario.tenant, { limit: 100 });
    const states = events.flatMap((event) => (event.kind === "deadline" ? [event.state] : []));
    expect(states).toEqual(["late", "in-time"]);
  });

  test("what was judged of another deadline, or of a job that is cancelled, changes nothing", async () => {
    const { scenario, due } = await opened(start);
    const { deadlines, jobs } = scenario.ledger;
    const job = await due({ deadlineMs: Date.UTC(2030, 0) });

    const ofOther = await deadlines.noteLate({ ...job, deadlineMs: Date.UTC(2031, 0) }, LATE);
    await jobs.markCancelled(scenario.tenant, job.id);
    const ofCancelled = await deadlines.noteLate(job, LATE);

    expect([ofOther, ofCancelled]).toEqual([false, false]);
    expect((await jobs.readJob(scenario.tenant, job.id))?.late).toBeUndefined();
  });

  test("a late job has longer turns, and others have theirs all the same", async () => {
    const { scenario, due } = await opened(start);
    const { ledger, tenant } = scenario;
    const late = await due({ deadlineMs: Date.UTC(2030, 0) }, 40);
    const other = await due({}, 40);
    await ledger.parts.setInFlightLimit(tenant, 20);
    await ledger.deadlines.noteLate(late, LATE);

    const { tasks } = await ledger.parts.dispatch(tenant);
    const more = await ledger.parts.dispatch(tenant);

    const perTurn = Math.ceil(TURN_BYTES / (16 * MIB));
    const claimed = [...tasks, ...more.tasks].map(({ jobId }) => jobId);
    const ofLate = claimed.filter((id) => id === late.id).length;
    const ofOther = claimed.filter((id) => id === other.id).length;
    expect(ofLate + ofOther).toBe(20);
    expect(ofOther).toBeGreaterThanOrEqual(Math.min(perTurn, 4));
    expect(ofLate).toBeGreaterThanOrEqual(3 * ofOther);
  });

  test("a job that is given another weight while it is late stays raised, by that weight", async () => {
    const { scenario, due } = await opened(start);
    const { ledger, tenant } = scenario;
    const late = await due({ deadlineMs: Date.UTC(2030, 0) }, 60);
    const other = await due({}, 60);
    await ledger.parts.setInFlightLimit(tenant, 26);
    await ledger.deadlines.noteLate(late, LATE);
    await ledger.parts.changeJob(late, { ...late, weight: 3 });

    const { tasks } = await ledger.parts.dispatch(tenant);

    // Twice 3 * 4 parts, and one of the other job in between.
    const ofOther = tasks.filter(({ jobId }) => jobId === other.id).length;
    expect([tasks.length, ofOther]).toEqual([26, 2]);
  });
}

async function opened(start: Start) {
  const scenario = await start();
  /** A job of so many parts; without parts it has ended. */
  const due = async (change: Partial<Job>, parts = 2): Promise<Job> => {
    const job = { ...scenario.newJob(), ...change };
    const transfer = scenario.newTransfer(job);
    await scenario.ledger.jobs.createJob(job, [transfer]);
    await scenario.advance(
      transfer,
      parts === 0
        ? { kind: "plan-refused", cause: CAUSE }
        : { kind: "upload-opened", upload: uploadOf(parts) },
    );
    return job;
  };
  return { scenario, due };
}

async function jobsOf({ ledger, tenant }: LedgerScenario, limit = 100) {
  const jobs = await ledger.deadlines.jobsWithDeadline(limit);
  return jobs.filter((job) => job.tenant === tenant).map(({ jobId }) => jobId);
}
