import { fireDue, replaceSchedule } from "@penstock/engine";
import { traceRequest, traceSchedule, traceTick } from "@penstock/process";
import { beforeEach, expect, test } from "vitest";
import { recordSpans } from "../support/recorded-spans.ts";
import { MINUTE_MS, REF, ScheduleWorld } from "../support/schedule-world.ts";

const SPAN = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const TRACEPARENT = `00-${SPAN.traceId}-${SPAN.spanId}-01`;

const spans = recordSpans();

beforeEach(() => {
  spans.length = 0;
});

test("a tick is a trace of its own with a link to the request that made its schedule", async () => {
  const world = new ScheduleWorld();
  const schedule = await world.make();
  await traceSchedule(TRACEPARENT, REF, (kept) => replaceSchedule(world.engine, schedule, kept));

  world.clock.advance(60 * MINUTE_MS);
  await fireDue({ ...world.engine, traceTick }, REF);

  const [accepted, fired] = spans;
  expect(accepted).toMatchObject({ name: "accept schedule", parent: SPAN, isEnded: true });
  expect(fired).toMatchObject({ name: "fire schedule", parent: undefined, isEnded: true });
  expect(fired?.links).toEqual([{ context: { ...accepted?.spanContext, isRemote: true } }]);
  const [record] = await world.jobs();
  expect(fired?.attributes).toEqual({
    "penstock.job.id": record?.job.id,
    "penstock.tenant": REF.tenant,
    "penstock.schedule": REF.name,
    "penstock.scheduled_for": "2026-06-01T01:00:00.000Z",
  });
  // What is done for its job links to the tick.
  const { traceId = "", spanId = "" } = fired?.spanContext ?? {};
  expect(record?.job.traceparent).toBe(`00-${traceId}-${spanId}-01`);
});

test("a tick without an SDK hands the request of its schedule on", async () => {
  const world = new ScheduleWorld();
  const schedule = await world.make();
  await replaceSchedule(world.engine, schedule, TRACEPARENT);

  world.clock.advance(60 * MINUTE_MS);
  await world.ring();

  expect((await world.jobs())[0]?.job.traceparent).toBe(TRACEPARENT);
});

test("a schedule that is replaced by a request without a span links to that of before no more", async () => {
  const world = new ScheduleWorld();
  const schedule = await world.make();
  await replaceSchedule(world.engine, schedule, TRACEPARENT);
  await replaceSchedule(world.engine, schedule);

  world.clock.advance(60 * MINUTE_MS);
  await world.ring();

  expect((await world.jobs())[0]?.job.traceparent).toBeUndefined();
});

test("a job that tries another one again is below its own caller, and links to the first one", async () => {
  const world = new ScheduleWorld();
  await world.make();
  world.clock.advance(60 * MINUTE_MS);
  await world.ring();
  const [first] = await world.jobs();
  if (first === undefined) {
    throw new Error("the schedule made no job");
  }
  const again = { ...first, job: { ...first.job, retryOf: first.job.id } };

  await traceRequest(undefined, () => Promise.resolve(again), TRACEPARENT);

  expect(spans).toMatchObject([
    {
      ...{ name: "accept job", parent: undefined, links: [{ context: SPAN }] },
      attributes: { "penstock.retry_of": first.job.id },
    },
  ]);
});
