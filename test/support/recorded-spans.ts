import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { afterAll } from "vitest";

export type RecordedSpan = {
  readonly name: string;
  readonly spanContext: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly links: readonly Link[];
  readonly attributes: Attributes;
  status: SpanStatus;
  isEnded: boolean;
};

/** What is recorded for the file that runs; undefined for all others, which share its process. */
let current: RecordedSpan[] | undefined;
let isRegistered = false;

/** As small an SDK as shows what an SDK is told, for all of a file. A tracer is kept by the module that asked for it, so there is one. */
export function recordSpans(): RecordedSpan[] {
  if (!isRegistered) {
    trace.setGlobalTracerProvider({ getTracer: () => tracer });
    isRegistered = true;
  }
  const spans: RecordedSpan[] = [];
  current = spans;
  afterAll(() => {
    current = undefined;
  });
  return spans;
}

const tracer: Tracer = {
  startSpan: (name, options, context) => {
    if (current === undefined) {
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
    const parent = context && trace.getSpanContext(context);
    const recorded = newSpan(current.length + 1, { name, options, parent });
    current.push(recorded);
    return spanOf(recorded);
  },
  startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
    const run = rest.at(-1) as (span: Span) => never;
    const [options, context] = rest.slice(0, -1) as [SpanOptions?, Context?];
    return run(tracer.startSpan(name, options, context));
  },
};

function newSpan(
  number: number,
  {
    name,
    options = {},
    parent,
  }: {
    readonly name: string;
    readonly options: SpanOptions | undefined;
    readonly parent: SpanContext | undefined;
  },
): RecordedSpan {
  const { root, links = [], attributes = {} } = options;
  const own = number.toString(16);
  const isBelow = root !== true && parent !== undefined;
  const traceId = isBelow ? parent.traceId : own.padStart(32, "a");
  return {
    ...{ name, links, parent: isBelow ? parent : undefined },
    spanContext: { traceId, spanId: own.padStart(16, "b"), traceFlags: 1 },
    attributes: { ...attributes },
    status: { code: SpanStatusCode.UNSET },
    isEnded: false,
  };
}

function spanOf(recorded: RecordedSpan): Span {
  const span: Span = {
    spanContext: () => recorded.spanContext,
    isRecording: () => !recorded.isEnded,
    setAttribute: (key, value) => span.setAttributes({ [key]: value }),
    setAttributes: (attributes) => {
      Object.assign(recorded.attributes, attributes);
      return span;
    },
    setStatus: (status) => {
      recorded.status = status;
      return span;
    },
    end: () => {
      recorded.isEnded = true;
    },
    addEvent: refuse,
    addLink: refuse,
    addLinks: refuse,
    updateName: refuse,
    recordException: refuse,
  };
  return span;
}

function refuse(): never {
  throw new Error("no span of Penstock has this");
}
