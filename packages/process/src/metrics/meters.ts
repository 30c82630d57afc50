import process from "node:process";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { VERSION } from "../version.ts";
import { type MetricNameOf, type MetricRole, type MetricRow, metricRows } from "./metric-table.ts";

/** By the names of the metric's labels. A label that is left out is empty. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Of one label: whatever comes later is counted as `other`. A scrape stays small whatever is named here. */
const MAX_VALUES = 200;
const OTHERS = "other";

/** As often as by default, ten times as often, it takes a percent of a core. */
const UTILIZATION_EVERY_MS = 1000;

/**
 * Of its delays the library makes a histogram with a timer of 10 ms: a process that has nothing to do would take half a percent
 * of a core for them. `nodejs_eventloop_lag_seconds` tells the delay at the scrape, and the utilization how busy the loop is.
 */
const HISTOGRAM_EVERY_MS = 3_600_000;
const OF_HISTOGRAM = ["min", "max", "mean", "stddev", "p50", "p90", "p99"];

/**
 * The metrics of a process. Counting costs about a microsecond, never fails and never waits; what is
 * shown is what was noted, so a scrape asks nothing of Redis or of a store.
 */
export class Meters {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter<string>>();
  readonly #gauges = new Map<string, Gauge<string>>();
  readonly #histograms = new Map<string, Histogram<string>>();
  readonly #rows: ReadonlyMap<string, MetricRow>;
  readonly #values = new Map<string, Set<string>>();
  readonly #looks: (() => void)[] = [];

  constructor(role: MetricRole) {
    this.contentType = this.#registry.contentType;
    collectDefaultMetrics({
      register: this.#registry,
      eventLoopUtilizationTimeout: UTILIZATION_EVERY_MS,
      eventLoopMonitoringPrecision: HISTOGRAM_EVERY_MS,
    });
    for (const figure of OF_HISTOGRAM) {
      this.#registry.removeSingleMetric(`nodejs_eventloop_lag_${figure}_seconds`);
    }
    const rows = metricRows().filter(([, { roles }]) => roles.includes(role));
    this.#rows = new Map(rows);
    for (const [name, row] of rows) {
      this.#open(name, row);
    }
    this.set("penstock_build_info", 1, { version: VERSION, node: process.version, role });
  }

  add(name: MetricNameOf<"counter">, by: number, labels: MetricLabels = {}): void {
    this.#counters.get(name)?.inc(this.#bounded(name, labels), by);
  }

  set(name: MetricNameOf<"gauge">, value: number, labels: MetricLabels = {}): void {
    this.#gauges.get(name)?.set(this.#bounded(name, labels), value);
  }

  observe(name: MetricNameOf<"histogram">, value: number, labels: MetricLabels = {}): void {
    this.#histograms.get(name)?.observe(this.#bounded(name, labels), value);
  }

  /** Replaces all that a gauge shows, so that nothing stays which is not there any more. */
  replace(
    name: MetricNameOf<"gauge">,
    values: readonly { readonly value: number; readonly labels?: MetricLabels }[],
  ): void {
    this.#clear(name);
    const sums = new Map<string, { readonly labels: MetricLabels; readonly value: number }>();
    for (const { value, labels = {} } of values) {
      // Those beyond the bound share a line.
      const bounded = this.#bounded(name, labels);
      const key = JSON.stringify(bounded);
      sums.set(key, { labels: bounded, value: (sums.get(key)?.value ?? 0) + value });
    }
    for (const { labels, value } of sums.values()) {
      this.#gauges.get(name)?.set(labels, value);
    }
  }

  /** Is called before each scrape, for what can be told at once. */
  onScrape(look: () => void): void {
    this.#looks.push(look);
  }

  /** Everything as Prometheus text. */
  async render(): Promise<string> {
    for (const look of this.#looks) {
      look();
    }
    return this.#registry.metrics();
  }

  #open(name: string, { type, help, labels: labelNames, buckets = [] }: MetricRow): void {
    const shared = { name, help, labelNames: [...labelNames], registers: [this.#registry] };
    if (type === "counter") {
      this.#counters.set(name, new Counter(shared));
    } else if (type === "gauge") {
      this.#gauges.set(name, new Gauge(shared));
      this.#clear(name);
    } else {
      this.#histograms.set(name, new Histogram({ ...shared, buckets: [...buckets] }));
    }
  }

  /** What was never set is not shown as 0. */
  #clear(name: string): void {
    const gauge = this.#gauges.get(name);
    gauge?.reset();
    if (this.#rows.get(name)?.labels.length === 0) {
      gauge?.remove();
    }
  }

  #bounded(name: string, labels: MetricLabels): Record<string, string> {
    const bounded: Record<string, string> = {};
    for (const label of this.#rows.get(name)?.labels ?? []) {
      bounded[label] = this.#boundedValue(label, labels[label] ?? "");
    }
    return bounded;
  }

  #boundedValue(label: string, value: string): string {
    const seen = this.#values.get(label) ?? new Set();
    this.#values.set(label, seen);
    if (!seen.has(value) && seen.size >= MAX_VALUES) {
      return OTHERS;
    }
    seen.add(value);
    return value;
  }
}
