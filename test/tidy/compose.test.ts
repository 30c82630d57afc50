import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SETTINGS } from "../../packages/process/src/setting-table.ts";
import { trackedFiles } from "./tracked-files.ts";

const COMPOSE = readFileSync("docker-compose.yml", "utf8");
const DOCKERFILE = readFileSync("Dockerfile", "utf8");
const EXAMPLE = readFileSync(".env.example", "utf8");
const ROLES = ["api", "planner", "coordinator", "worker"];

function serviceOf(name: string): string {
  return new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n|\\n)+)`, "m").exec(COMPOSE)?.[1] ?? "";
}

/** The default of each variable that a text takes from the environment. */
function defaultsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/\$\{(\w+)(?::-([^}]*))?\}/g)].map(([, name = "", value = "none"]) => [
      name,
      value,
    ]),
  );
}

describe("docker-compose.yml", () => {
  test.each(ROLES)("has a service %s, which nothing keeps from being scaled", (role) => {
    const service = serviceOf(role);

    expect(service).toContain(`command: [serve, --role, ${role}]`);
    expect(service).not.toMatch(/container_name|network_mode/);
  });

  test("leaves the health of roles to their image, which starts no Node for it", () => {
    expect(ROLES.map(serviceOf).join("")).not.toContain("healthcheck");
    expect(DOCKERFILE).toMatch(/^HEALTHCHECK .* CMD \["penstock-health"\]$/m);
    expect(DOCKERFILE).toContain("COPY scripts/healthcheck.sh /usr/local/bin/penstock-health");
    expect(readFileSync("scripts/healthcheck.sh", "utf8")).toMatch(/^#!\/usr\/bin\/env bash\n/);
  });

  test("stops a role later than it has drained", () => {
    const graceSeconds = Number(/stop_grace_period: (\d+)s/.exec(COMPOSE)?.[1]);

    expect(graceSeconds).toBeGreaterThan(Number(SETTINGS.drainSeconds.defaultText));
  });

  test("keeps accepted jobs and keys on volumes", () => {
    expect(COMPOSE).toMatch(/PENSTOCK_JOURNAL: \/journal\n/);
    expect(serviceOf("api")).toMatch(/- journal:\/journal\n/);
    const shared = COMPOSE.slice(COMPOSE.indexOf("x-role:"), COMPOSE.indexOf("x-environment:"));
    expect(shared).toContain("- journal:/journal\n");
    expect(shared).toContain("- keys:/keys:ro\n");
  });

  test("publishes ports on the loopback address, unless it is told otherwise", () => {
    const published = [...COMPOSE.matchAll(/ports: \["([^"]+)"\]/g)].map(([, port]) => port);

    expect(published).toHaveLength(3);
    for (const port of published) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose fills it in.
      expect(port).toMatch("${PENSTOCK_BIND:-127.0.0.1}:");
    }
  });

  test("starts without an edit, and .env.example repeats every default", () => {
    const defaults = defaultsIn(COMPOSE);
    const written = new Map(
      [...EXAMPLE.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
    );

    expect([...defaults.values()]).not.toContain("none");
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(defaults));
  });
});

describe("the pages", () => {
  const commands = trackedFiles(/\.md$/).flatMap(
    ({ text }) => text.match(/docker compose [^`|\n]+/g) ?? [],
  );

  test("name services and profiles that docker-compose.yml has", () => {
    const services = commands.flatMap((command) => [
      ...[...command.matchAll(/ exec (\w+)/g)].map((match) => match[1] ?? ""),
      ...[...command.matchAll(/--scale (\w+)=/g)].map((match) => match[1] ?? ""),
    ]);
    const profiles = commands.flatMap((command) =>
      [...command.matchAll(/--profile (\w+)/g)].map((match) => match[1] ?? ""),
    );

    expect(services.length).toBeGreaterThan(5);
    expect(services.filter((name) => serviceOf(name) === "")).toEqual([]);
    expect(
      profiles.filter((name) => !new RegExp(`profiles: .*\\b${name}\\b`).test(COMPOSE)),
    ).toEqual([]);
  });
});
