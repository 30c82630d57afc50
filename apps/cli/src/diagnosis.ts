// What is wrong with a deployment, by what its API says of it.

import type { ConnectionPage, HealthView, WorkerPage } from "@penstock/wire";

export type Diagnosed = {
  readonly apiUrl: string;
  readonly health: HealthView & { readonly dateMs: number | undefined };
  /** When its health was asked for and was there, by the clock of this machine. */
  readonly sentMs: number;
  readonly receivedMs: number;
  /** Or why they cannot be read. */
  readonly workers: WorkerPage["data"] | string;
  readonly connections: ConnectionPage["data"] | string;
};

export type Check = {
  readonly name: "api" | "processes" | "workers" | "versions" | "connections" | "clock";
  readonly result: "ok" | "found";
  readonly detail: string;
  /** What to do about it; null where nothing is to be done. */
  readonly next: string | null;
};

/** At least one for each of these, in this order; none of versions where there is no worker. Pure. */
export function diagnose(seen: Diagnosed): readonly Check[] {
  return [
    ...checksOfApi(seen),
    ...checksOfProcesses(seen),
    checkOfWorkers(seen),
    ...checksOfVersions(seen),
    ...checksOfConnections(seen),
    checkOfClock(seen),
  ];
}

function checksOfApi({ apiUrl, health: { status, reasons = [] } }: Diagnosed): readonly Check[] {
  const next = "Fix that first: the API works again by itself then.";
  if (reasons.length > 0) {
    return reasons.map((reason) => found("api", reason, next));
  }
  return status === "not ready"
    ? [found("api", `${apiUrl} is not ready`, next)]
    : [ok("api", `${apiUrl} is ready`)];
}

/** Its remarks tell of all processes. */
function checksOfProcesses({ health: { remarks = [] } }: Diagnosed): readonly Check[] {
  const next =
    "`penstock conn test NAME` tries a connection; the log of the process says more of the rest.";
  return remarks.length === 0
    ? [ok("processes", "none says that something does not work")]
    : remarks.map((remark) => found("processes", remark, next));
}

function checkOfWorkers({ workers }: Diagnosed): Check {
  if (typeof workers === "string") {
    return found("workers", `they cannot be listed: ${workers}`, "Fix the API first.");
  }
  const working = workers.filter(({ state }) => state === "working");
  const slots = working.reduce((sum, worker) => sum + worker.slots, 0);
  if (working.length === 0) {
    const detail = workers.length === 0 ? "none is alive" : "all that are alive drain";
    return found("workers", detail, "Start one: `penstock serve --role worker`.");
  }
  return ok("workers", `${working.length} alive, with ${slots} slots`);
}

/** During an upgrade they differ for a while. */
function checksOfVersions({ workers }: Diagnosed): readonly Check[] {
  const listed = typeof workers === "string" ? [] : workers;
  const versions = [...new Set(listed.map(({ version }) => version ?? "unknown"))].sort();
  const [version, ...others] = versions;
  if (version === undefined) {
    return [];
  }
  return others.length === 0
    ? [ok("versions", `all workers are ${version}`)]
    : [
        found(
          "versions",
          `workers are of several versions: ${versions.join(", ")}`,
          "Bring the upgrade to its end: `penstock worker ls` shows which is which.",
        ),
      ];
}

function checksOfConnections({ connections }: Diagnosed): readonly Check[] {
  if (typeof connections === "string") {
    return [found("connections", `they cannot be listed: ${connections}`, "Fix the API first.")];
  }
  const failed = connections.flatMap(({ name, lastTest }) =>
    lastTest?.result === "failed" ? [{ name, testedAt: lastTest.testedAt }] : [],
  );
  return failed.length === 0
    ? [ok("connections", `${connections.length} known, none failed its last test`)]
    : failed.map(({ name, testedAt }) =>
        found(
          "connections",
          `"${name}" failed its test of ${testedAt}`,
          `See what is wrong with it: \`penstock conn test ${name}\`.`,
        ),
      );
}

/** Far below the minutes after which stores refuse what a wrong clock signed. */
const MOST_APART_MS = 5000;
/** The header tells no milliseconds. */
const DATE_STEP_MS = 1000;

function checkOfClock({ health: { dateMs }, sentMs, receivedMs }: Diagnosed): Check {
  if (dateMs === undefined) {
    return ok("clock", "the API does not say its time");
  }
  const [aheadMs, behindMs] = [sentMs - (dateMs + DATE_STEP_MS), dateMs - receivedMs];
  const apartMs = Math.max(0, aheadMs, behindMs);
  const words = `${Math.ceil(apartMs / 1000)} s ${aheadMs > behindMs ? "ahead of" : "behind"} the API`;
  return apartMs > MOST_APART_MS
    ? found("clock", `this machine is ${words}`, "Let both machines take their time from NTP.")
    : ok("clock", "this machine and the API agree");
}

function ok(name: Check["name"], detail: string): Check {
  return { name, result: "ok", detail, next: null };
}

function found(name: Check["name"], detail: string, next: string): Check {
  return { name, result: "found", detail, next };
}
