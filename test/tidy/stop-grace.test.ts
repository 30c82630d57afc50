import { settingList } from "@penstock/process";
import { expect, test } from "vitest";
import { readTracked } from "./tracked-files.ts";

/** A process that has drained closes its connections, and the last lines of its log have to be written. */
const CLOSING_SECONDS = 5;

const DRAIN_SECONDS = Number(Object.fromEntries(settingList())["drainSeconds"]?.defaultText);

function secondsIn(path: string, pattern: RegExp): readonly number[] {
  return [...readTracked(path).text.matchAll(pattern)].map(([, seconds]) => Number(seconds));
}

const GRACES = {
  "docker-compose.yml": /^x-role:[\s\S]*?\n {2}stop_grace_period: (\d+)s/gm,
  "deploy/helm/penstock/values.yaml": /^terminationGracePeriodSeconds: (\d+)/gm,
  "deploy/systemd/penstock@.service": /^TimeoutStopSec=(\d+)/gm,
  "docs/deploy.md": /(?:docker stop -t |stop_grace_period: )(\d+)/g,
};

test.each(Object.entries(GRACES))("%s kills no process before it has drained", (path, pattern) => {
  const graces = secondsIn(path, pattern);

  expect(graces.length).toBeGreaterThan(0);
  expect(Math.min(...graces)).toBeGreaterThanOrEqual(DRAIN_SECONDS + CLOSING_SECONDS);
});

test("docs/upgrade.md says how long each of them waits", () => {
  const page = readTracked("docs/upgrade.md").text.replaceAll(/\s+/g, " ");
  const [compose, helm, systemd] = Object.entries(GRACES).map(([path, pattern]) =>
    secondsIn(path, pattern).at(0),
  );

  expect(page).toContain(
    `Docker Compose waits ${compose} s, the Helm chart ${helm} s, the systemd unit ${systemd} s`,
  );
});
