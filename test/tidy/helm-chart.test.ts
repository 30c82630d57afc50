import { readdirSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "@penstock/process";
import { describe, expect, test } from "vitest";
import { helmSchema } from "./helm-schema.ts";
import { readTracked } from "./tracked-files.ts";

const CHART = "deploy/helm/penstock";
const ROOT = join(import.meta.dirname, "../..");
const templates = readdirSync(join(ROOT, CHART, "templates")).map((name) => ({
  name,
  text: readTracked(`${CHART}/templates/${name}`).text,
}));

test("values.schema.json has every setting: `npm run docs:helm` writes it anew", async () => {
  const text = `${JSON.stringify(helmSchema(), undefined, 1)}\n`;

  await expect(text).toMatchFileSnapshot(join(ROOT, CHART, "values.schema.json"));
});

test("the chart has the version of the packages", () => {
  const { text } = readTracked(`${CHART}/Chart.yaml`);

  expect(text).toContain(`\nversion: ${VERSION}\n`);
  expect(text).toContain(`\nappVersion: ${VERSION}\n`);
});

describe.each(templates)("$name", ({ text }) => {
  test("uses only values that values.yaml has", () => {
    const values = readTracked(`${CHART}/values.yaml`).text;
    const used = [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = ""]) => path.split("."));

    const missing = used.filter(([first = "", second]) => {
      const section = new RegExp(`^${first}:(.*\\n(?:[ #].*\\n|\\n)*)`, "m").exec(values);
      const hasSecond =
        second === undefined || new RegExp(`^  ${second}:`, "m").test(section?.[1] ?? "");
      return section === null || !hasSecond;
    });

    expect(missing).toEqual([]);
  });

  test("ends every block that it begins", () => {
    const begun = text.match(/\{\{-? *(if|range|with|define)\b/g) ?? [];
    const ended = text.match(/\{\{-? *end\b/g) ?? [];

    expect(ended).toHaveLength(begun.length);
  });
});

test("a role drains before Kubernetes ends it", () => {
  const { text } = readTracked(`${CHART}/values.yaml`);
  const grace = Number(/^terminationGracePeriodSeconds: (\d+)$/m.exec(text)?.[1]);

  // PENSTOCK_DRAIN_SECONDS, and what closes behind it.
  expect(grace).toBeGreaterThanOrEqual(25 + 3 * 5);
});
