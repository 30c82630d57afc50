import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { metricRows } from "@penstock/process";
import { expect, test } from "vitest";
import { metricsPage } from "./metrics-page.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What Node's own metrics are called, and what Prometheus adds to each. */
const OTHERS = /^(process|nodejs)_/;
const LABELS_OF_PROMETHEUS = ["instance", "job", "le"];

const METRICS = new Map<string, readonly string[]>(
  metricRows().flatMap(([name, { type, labels }]) =>
    type === "histogram"
      ? ["_bucket", "_count", "_sum"].map((end): [string, readonly string[]] => [
          name + end,
          labels,
        ])
      : [[name, labels] as [string, readonly string[]]],
  ),
);

test("docs/metrics.md says what the table says: `npm run docs:metrics` writes it anew", async () => {
  await expect(metricsPage()).toMatchFileSnapshot(join(ROOT, "docs/metrics.md"));
});

test.each(["grafana-dashboard.json", "alerts.yml", "alerts.test.yml"])(
  "%s names only metrics that there are",
  async (file) => {
    const text = await readFile(join(ROOT, "deploy/observability", file), "utf8");

    const names = text.match(/\b(penstock|process|nodejs)_[a-z_]+\b/g) ?? [];

    expect(names.filter((name) => !(METRICS.has(name) || OTHERS.test(name)))).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  },
);

test("the dashboard and the alerts group by labels that their metrics have", async () => {
  const files = ["grafana-dashboard.json", "alerts.yml"];
  const texts = await Promise.all(
    files.map((file) => readFile(join(ROOT, "deploy/observability", file), "utf8")),
  );

  const queries = texts.join("\n").match(/by \(([a-z_, ]+)\) \(+[a-z_]*\(?penstock_[a-z_]+/g) ?? [];
  const wrong = queries.filter((query) => {
    const labels = /by \(([a-z_, ]+)\)/.exec(query)?.[1]?.split(", ") ?? [];
    const metric = /penstock_[a-z_]+$/.exec(query)?.[0] ?? "";
    const known = [...(METRICS.get(metric) ?? []), ...LABELS_OF_PROMETHEUS];
    return labels.some((label) => !known.includes(label));
  });

  expect(queries.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

test("each alert says what happened and what to do", async () => {
  const text = await readFile(join(ROOT, "deploy/observability/alerts.yml"), "utf8");

  const alerts = text.split("- alert: ").slice(1);

  expect(alerts.length).toBeGreaterThan(7);
  expect(alerts.filter((alert) => !/summary: \S.*\n\s+action: \S/.test(alert))).toEqual([]);
});
