import type {
  ConnectionCheck,
  ConnectionCheckName,
  ErrorCode,
  ObjectStore,
  PenstockError,
} from "@penstock/core";
import {
  failed,
  failureOf,
  fixFor,
  openUpload,
  passed,
  TEST_OBJECT,
  TEST_PREFIX,
  type Trial,
} from "./test-connection-trial.ts";

/** What a first request shows, in the order of the checks. */
type ProbeCheck = Extract<ConnectionCheckName, "reachable" | "auth" | "clock" | "address-style">;

const NOT_WRITABLE = "Nothing can be written through this connection.";

/** Which of the first checks a rejection of the first request speaks about. */
const CHECK_OF_CODE: Partial<Record<ErrorCode, ProbeCheck>> = {
  "store-unreachable": "reachable",
  "store-throttled": "reachable",
  "store-response-invalid": "reachable",
  "settings-invalid": "auth",
  "credentials-expired": "auth",
  "store-refused": "auth",
  "clock-skewed": "clock",
  "store-missing": "address-style",
};

export type Probed = {
  readonly checks: readonly ConnectionCheck[];
  /** True when an upload was opened with the settings as they are. */
  readonly isOpen: boolean;
};

/**
 * Opens an upload. It is the smallest request that shows whether objects can be written: a HEAD has
 * no error document, and cannot tell a missing bucket from a missing object.
 */
export async function probe(trial: Trial): Promise<Probed> {
  const rejection = await tryToOpen(trial, trial.store);
  if (rejection === undefined) {
    return { checks: allPassed(trial.store), isOpen: true };
  }
  if (rejection.code === "clock-skewed") {
    return probeAgain(trial, rejection);
  }
  const { otherStyle } = trial;
  const isOtherOpen =
    otherStyle !== undefined && (await tryToOpen(trial, otherStyle)) === undefined;
  return {
    checks: isOtherOpen
      ? before("address-style", trial.store, otherStyleWorks(otherStyle, rejection))
      : await refused(trial, rejection),
    isOpen: false,
  };
}

/** An adapter that was told of a wrong clock follows the store's from then on. */
async function probeAgain(trial: Trial, first: PenstockError): Promise<Probed> {
  const rejection = await tryToOpen(trial, trial.store);
  if (rejection !== undefined) {
    return { checks: await refused(trial, rejection), isOpen: false };
  }
  const clock: ConnectionCheck = {
    name: "clock",
    result: "warned",
    detail: `${first.message}; with the store's own time the same request was taken`,
    consequence:
      "Each process loses a request until it follows the store's clock, and times in logs are wrong.",
    fix: fixFor("clock-skewed"),
  };
  return {
    checks: allPassed(trial.store).map((check) => (check.name === "clock" ? clock : check)),
    isOpen: true,
  };
}

async function tryToOpen(trial: Trial, store: ObjectStore): Promise<PenstockError | undefined> {
  try {
    // MD5 asks nothing of the store when an upload is opened.
    await openUpload(trial, store, { key: TEST_PREFIX + trial.newToken(), algorithm: "md5" });
    return undefined;
  } catch (error) {
    return failureOf(trial, error);
  }
}

function allPassed(store: ObjectStore): readonly ConnectionCheck[] {
  return [
    passed("reachable", "the store answers"),
    passed("auth", "the store takes the keys, and they may open uploads"),
    passed("clock", "the store takes the time of the signatures"),
    passed("address-style", `the bucket is found by ${styleOf(store)}`),
  ];
}

function styleOf({ profile }: ObjectStore): string {
  return profile.pathStyle ? "the path" : "the host name";
}

async function refused(trial: Trial, error: PenstockError): Promise<readonly ConnectionCheck[]> {
  const name = CHECK_OF_CODE[error.code];
  if (name === undefined) {
    return [...notRefused(trial.store), failed("min-part", error, NOT_WRITABLE)];
  }
  const isRightMissing = error.code === "store-refused" && (await areKeysKnown(trial));
  const check = isRightMissing
    ? {
        ...failed(name, error, NOT_WRITABLE),
        detail: `${error.message}: the keys are right, but may not open uploads`,
      }
    : failed(name, error, NOT_WRITABLE);
  return before(name, trial.store, check);
}

/** Whether the store lets these keys do anything at all. */
async function areKeysKnown(trial: Trial): Promise<boolean> {
  const { store, signal } = trial;
  const questions = [
    () => store.head(TEST_OBJECT, "md5", signal),
    () => store.listUploads(TEST_PREFIX, signal)[Symbol.asyncIterator]().next(),
  ];
  for (const ask of questions) {
    try {
      await ask();
      return true;
    } catch (error) {
      failureOf(trial, error);
    }
  }
  return false;
}

/** What came before the check that failed. */
function before(
  name: ProbeCheck,
  store: ObjectStore,
  check: ConnectionCheck,
): readonly ConnectionCheck[] {
  const rows = notRefused(store);
  return [
    ...rows.slice(
      0,
      rows.findIndex((row) => row.name === name),
    ),
    check,
  ];
}

function notRefused(store: ObjectStore): readonly ConnectionCheck[] {
  return [
    passed("reachable", "the store answers"),
    passed("auth", "the store does not refuse the keys"),
    passed("clock", "the store does not refuse the time of the signatures"),
    passed("address-style", `the bucket is looked for by ${styleOf(store)}`),
  ];
}

function otherStyleWorks(otherStyle: ObjectStore, rejection: PenstockError): ConnectionCheck {
  const { pathStyle } = otherStyle.profile;
  return {
    name: "address-style",
    result: "failed",
    detail: `${rejection.message}; with the bucket in ${styleOf(otherStyle)} it works`,
    consequence: NOT_WRITABLE,
    fix: `Set "pathStyle": ${pathStyle} in the connection.`,
  };
}
