// Spans of the OpenTelemetry API. Without an SDK, which the operator brings, they are no-ops.

import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import {
  type BatchTask,
  isHedge,
  isPenstockError,
  type Job,
  type JobRecord,
  type PartTask,
  type Run,
  type ScheduleRef,
  type TaskOutcome,
  type Transfer,
} from "@penstock/core";
import { VERSION } from "./version.ts";

/** Asked for each time: another copy of the API may register its SDK later. */
function tracer(): Tracer {
  return trace.getTracer("penstock", VERSION);
}

type Work = () => Promise<TaskOutcome>;

type Step = {
  readonly name: string;
  readonly traceparent: string | undefined;
  /** Ids, numbers and names of connections alone: keys and addresses may hold what is not for everyone. */
  readonly about: () => Attributes;
};

/** Gets what is to be kept: the span that it runs in, or without an SDK that of the caller. */
type Make<Made> = (traceparent: string | undefined) => Promise<Made>;

type Production<Made> = {
  readonly name: string;
  /** What it comes from, which may be long over. */
  readonly link: string | undefined;
  readonly about: (made: Made) => Attributes;
};

/**
 * The span in which a request makes a job: below that of the HTTP server, where this process records such, else
 * below that of the caller.
 *
 * @param given the header `traceparent`; what is none is left alone
 * @param first of the job that is tried again, to which the span links
 */
export function traceRequest(
  given: string | undefined,
  make: Make<JobRecord>,
  first?: string,
): Promise<JobRecord> {
  return produce({ name: "accept job", link: first, about: aboutJob }, contextOf(given), make);
}

/** The span in which a request makes or replaces a schedule, to which its ticks link. */
export function traceSchedule<Made>(
  given: string | undefined,
  { tenant, name }: ScheduleRef,
  make: Make<Made>,
): Promise<Made> {
  const about = () => ({ "penstock.tenant": tenant, "penstock.schedule": name });
  return produce({ name: "accept schedule", link: undefined, about }, contextOf(given), make);
}

type Tick = {
  readonly schedule: ScheduleRef;
  readonly run: Run;
  /** Of the request that made the schedule. */
  readonly traceparent: string | undefined;
};

/** The span in which a tick makes its job, a trace of its own. */
export function traceTick(
  { schedule, run, traceparent }: Tick,
  make: Make<JobRecord>,
): Promise<JobRecord> {
  const about = (record: JobRecord) => ({
    ...aboutJob(record),
    "penstock.schedule": schedule.name,
    "penstock.scheduled_for": new Date(run.scheduledForMs).toISOString(),
  });
  return produce({ name: "fire schedule", link: traceparent, about }, ROOT_CONTEXT, make);
}

function aboutJob({ job: { id, tenant, retryOf } }: JobRecord): Attributes {
  return {
    ...{ "penstock.job.id": id, "penstock.tenant": tenant },
    ...(retryOf !== undefined && { "penstock.retry_of": retryOf }),
  };
}

function contextOf(given: string | undefined): Context {
  const caller = given === undefined ? undefined : parseTraceparent(given);
  const active = context.active();
  const isBelow = trace.getSpanContext(active) !== undefined || caller === undefined;
  return isBelow ? active : trace.setSpanContext(active, caller);
}

function produce<Made>(
  { name, link, about }: Production<Made>,
  parent: Context,
  make: Make<Made>,
): Promise<Made> {
  const options = { kind: SpanKind.PRODUCER, ...linked(link) };
  return tracer().startActiveSpan(name, options, parent, (span) => {
    const making = () => make(formatTraceparent(span.spanContext()) ?? link);
    return span.isRecording()
      ? untilEnd(span, making, (made) => span.setAttributes(about(made)))
      : making();
  });
}

/** One attempt of a part. */
export function tracePart(task: PartTask, run: Work): Promise<TaskOutcome> {
  const { traceparent, jobId, transferId, tenant, generation, number, range, destination } = task;
  const about = () => ({
    "penstock.job.id": jobId,
    "penstock.transfer.id": transferId,
    "penstock.tenant": tenant,
    "penstock.generation": generation,
    "penstock.part": number,
    "penstock.bytes": range.lengthBytes,
    "penstock.destination": destination.connection,
    ...(isHedge(task) && { "penstock.hedge": true }),
  });
  return traceStep({ name: "upload part", traceparent, about }, run);
}

/** @param first of the task; the span may be of one that its worker went on with */
export function traceBatch(
  { tenant, epoch }: Pick<BatchTask, "tenant" | "epoch">,
  { id, traceparent }: Job,
  run: Work,
): Promise<TaskOutcome> {
  const about = () => ({
    "penstock.job.id": id,
    "penstock.tenant": tenant,
    "penstock.epoch": epoch,
  });
  return traceStep({ name: "move batch", traceparent, about }, run);
}

/** Complete and verify, or abort. */
export function traceFinalizing(transfer: Transfer, run: Work): Promise<TaskOutcome> {
  const { traceparent, jobId, id, tenant, generation, state, destination } = transfer;
  const about = () => ({
    "penstock.job.id": jobId,
    "penstock.transfer.id": id,
    "penstock.tenant": tenant,
    "penstock.generation": generation,
    "penstock.state": state.kind,
    "penstock.destination": destination.connection,
  });
  return traceStep({ name: "finalize transfer", traceparent, about }, run);
}

/**
 * A trace of its own, linked to the request that made the job: a job may take days and have 10,000 parts, and
 * no trace of that length or size can be looked at.
 */
function traceStep({ name, traceparent, about }: Step, run: Work): Promise<TaskOutcome> {
  const options = { kind: SpanKind.CONSUMER, root: true, ...linked(traceparent) };
  return tracer().startActiveSpan(name, options, (span) => {
    if (!span.isRecording()) {
      return run();
    }
    span.setAttributes(about());
    return untilEnd(span, run, ({ failedBy }) => {
      if (failedBy !== undefined) {
        fail(span, failedBy);
      }
    });
  });
}

function linked(traceparent: string | undefined): { readonly links?: Link[] } {
  const spanContext = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  return spanContext === undefined ? {} : { links: [{ context: spanContext }] };
}

async function untilEnd<Result>(
  span: Span,
  run: () => Promise<Result>,
  note: (result: Result) => void,
): Promise<Result> {
  try {
    const result = await run();
    note(result);
    return result;
  } catch (error) {
    fail(span, isPenstockError(error) ? error.code : "unexpected-error");
    throw error;
  } finally {
    span.end();
  }
}

/** By its code alone: a message may quote what a store or a source said. */
function fail(span: Span, code: string): void {
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined for what W3C Trace Context does not take for one; a version after 00 may have more behind it. */
function parseTraceparent(text: string): SpanContext | undefined {
  const [, version, traceId = "", spanId = "", flags = "", more] = TRACEPARENT.exec(text) ?? [];
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  const isKnown = version !== "00" || more === undefined;
  return isKnown && isSpanContextValid(spanContext) ? spanContext : undefined;
}

function formatTraceparent(spanContext: SpanContext): string | undefined {
  const { traceId, spanId, traceFlags } = spanContext;
  return isSpanContextValid(spanContext)
    ? `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`
    : undefined;
}
