import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";

export type RecordedSpan = {
  readonly name: string;
  readonly spanContext: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly links: readonly Link[];
  readonly attributes: Attributes;
  status: SpanStatus;
  isEnded: boolean;
};

/** As small an SDK as shows what an SDK is told. Registered for all of its file. */
export function recordSpans(): RecordedSpan[] {
  const spans: RecordedSpan[] = [];
  const tracer: Tracer = {
    startSpan: (name, options, context) => {
      const parent = context && trace.getSpanContext(context);
      const recorded = newSpan(spans.length + 1, { name, options, parent });
      spans.push(recorded);
      return spanOf(recorded);
    },
    startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
      const run = rest.at(-1) as (span: Span) => never;
      const [options, context] = rest.slice(0, -1) as [SpanOptions?, Context?];
      return run(tracer.startSpan(name, options, context));
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return spans;
}

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
