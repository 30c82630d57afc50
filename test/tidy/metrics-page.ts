import { metricRows } from "@penstock/process";

/** docs/metrics.md: every metric, from the table that the processes are built with. */
export function metricsPage(): string {
  const rows = metricRows().map(([name, { type, labels, roles, help }]) => [
    `\`${name}\``,
    type,
    labels.join(", ") || "none",
    roles.length === 4 ? "all" : roles.join(", "),
    help,
  ]);
  return `# Metrics

After this page you can watch a deployment with Prometheus. It is generated from the table that the processes
count by (\`npm run docs:metrics\`); a test holds both together, and the dashboard and the alert rules to it.

Every process answers \`GET /metrics\` at its \`PENSTOCK_HEALTH_LISTEN\`, and the api also at \`PENSTOCK_LISTEN\`.
A scrape shows what was counted and asks nothing of Redis or of a store, so it is always answered: while Redis is
away, with \`penstock_redis_up 0\`.

- **Counts of a process** (requests, bytes, slots) are its own: sum them over the processes.
- **Figures of the deployment** (jobs, backlog, tasks, open uploads) are shown by the coordinator that leads, from
  a look at the ledger every 15 seconds. \`penstock_survey_age_seconds\` says how old they are. Other coordinators
  show none, so \`sum\` and \`max\` are both right.
- **Labels** have few values. The 201st value of a label, and all after it, are counted as \`other\`. No metric
  has a label for a job, a key or a URL: logs and events have those.
- Node's own metrics are there as well: \`process_…\` and \`nodejs_…\`. The event loop's delay is that of the scrape: a histogram of it
  (\`nodejs_eventloop_lag_p99_seconds\` and the like) would keep an idle process awake.

| Metric | Type | Labels | Shown by | Meaning |
|---|---|---|---|---|
${rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n")}

## Dashboard and alerts

\`deploy/observability/grafana-dashboard.json\` is a dashboard for Grafana: import it and choose the Prometheus that
scrapes the processes. \`deploy/observability/alerts.yml\` has the alert rules, each with what to do;
\`promtool test rules deploy/observability/alerts.test.yml\` runs their tests.
`;
}
