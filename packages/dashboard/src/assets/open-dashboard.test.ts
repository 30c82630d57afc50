import { beforeAll, describe, expect, test } from "vitest";
import { type Dashboard, openDashboard } from "./open-dashboard.ts";

const KIB = 1024;
const MOST_SCRIPT = 60 * KIB;
const MOST_OF_FIRST_PAGE = 45 * KIB;

describe("the dashboard", () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await openDashboard();
  });

  const packedBytes = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + (dashboard.assets.get(name)?.bodies.gzip.length ?? 0), 0);
  const named = (pattern: RegExp) =>
    [...dashboard.assets.keys()].filter((name) => pattern.test(name));
  const html = () => dashboard.page.bodies.identity.toString();

  test(`has at most ${MOST_SCRIPT / KIB} KiB of script, gzipped`, () => {
    const scripts = named(/\.js$/);

    expect(scripts.length).toBeGreaterThan(1);
    expect(packedBytes(scripts)).toBeLessThanOrEqual(MOST_SCRIPT);
  });

  test(`needs at most ${MOST_OF_FIRST_PAGE / KIB} KiB for its first page, style included`, () => {
    const needed = [...html().matchAll(/assets\/([\w.-]+)/g)].map(([, name = ""]) => name);

    expect(needed.some((name) => name.startsWith("main-"))).toBe(true);
    expect(packedBytes(needed)).toBeLessThanOrEqual(MOST_OF_FIRST_PAGE);
  });

  test("has nothing inline and asks no other host", () => {
    const sources = [html(), ...named(/\.(js|css)$/).map((name) => textOf(dashboard, name))];
    const foreign = sources.flatMap((text) => text.match(/\b(https?:)?\/\/[\w-]+\.[\w.-]+/g) ?? []);

    expect(html()).not.toMatch(/<style|<script(?![^>]*src=)|\son\w+=|\sstyle=/);
    // A namespace, the address that the command line uses by itself, and an example to type.
    const isNamed = /^https?:\/\/(www\.w3\.org|127\.0\.0\.1|example\.com)/;
    expect(foreign.filter((url) => !isNamed.test(url))).toEqual([]);
  });

  test("names each file after what is in it", () => {
    expect([...dashboard.assets.keys()].filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual(
      [],
    );
  });
});

function textOf({ assets }: Dashboard, name: string): string {
  return assets.get(name)?.bodies.identity.toString() ?? "";
}
