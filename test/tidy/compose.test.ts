import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SETTINGS } from "../../packages/process/src/setting-table.ts";

const COMPOSE = readFileSync("docker-compose.yml", "utf8");
const ROLES = ["api", "planner", "coordinator", "worker"];

function serviceOf(name: string): string {
  return new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n|\\n)+)`, "m").exec(COMPOSE)?.[1] ?? "";
}

describe("docker-compose.yml", () => {
  test.each(ROLES)("has one service %s, which nothing keeps from being scaled", (role) => {
    const service = serviceOf(role);

    expect(service).toContain(`command: [serve, --role, ${role}]`);
    expect(service).not.toMatch(/container_name|network_mode/);
    expect(COMPOSE.match(new RegExp(`--role, ${role}\\]`, "g"))).toHaveLength(1);
  });

  test.each(ROLES)("checks the health of %s without starting a Node", (role) => {
    expect(serviceOf(role)).toMatch(/test: \[CMD, scripts\/healthcheck\.sh, "\d+"\]/);
  });

  test("stops a role later than it has drained", () => {
    const graceSeconds = Number(/stop_grace_period: (\d+)s/.exec(COMPOSE)?.[1]);

    expect(graceSeconds).toBeGreaterThan(Number(SETTINGS.drainSeconds.defaultText));
  });

  test("keeps accepted jobs on a volume", () => {
    expect(COMPOSE).toMatch(/PENSTOCK_JOURNAL: \/journal\n/);
    expect(COMPOSE).toMatch(/- journal:\/journal\n/);
  });
});
