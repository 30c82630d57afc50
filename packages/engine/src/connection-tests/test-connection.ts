import {
  CONNECTION_CHECKS,
  type ConnectionCheck,
  type ConnectionTest,
  isPenstockError,
  type MeasuredProfile,
  PenstockError,
} from "@penstock/core";
import { checkChecksums } from "./test-connection-checksums.ts";
import { checkListingOrder } from "./test-connection-order.ts";
import { probe } from "./test-connection-probe.ts";
import {
  failed,
  failureOf,
  type OpenedUpload,
  openTrial,
  passed,
  TEST_PREFIX,
  type Tester,
  type Trial,
} from "./test-connection-trial.ts";
import { checkUpload } from "./test-connection-upload.ts";

/** A person waits for the response, so both together stay within a minute. */
const TEST_MS = 45_000;
const CLEAN_UP_MS = 15_000;

/** A part that is on its way may survive an abort; a test has none on its way, so few will do. */
const MAX_ABORTS = 3;

/**
 * Writes to a connection's store as transfers do, and tells what was seen, one row per check. Keeps
 * the result in the ledger, where new uploads find what was measured.
 *
 * It takes a minute at most and leaves one object of a few MiB and three without bytes, always under the same keys. What a
 * store does wrong becomes a row, never an error.
 *
 * @throws PenstockError `connection-unknown`, `connection-unsuitable`, `ledger-unavailable`
 */
export async function testConnection(
  tester: Tester,
  name: string,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TEST_MS)]);
  const trial = openTrial(tester, name, limit);
  let findings: Findings = { checks: [], measured: {} };
  let abort: ConnectionCheck | undefined;
  try {
    findings = await runChecks(trial);
  } finally {
    abort = await checkAbort(trial);
    trial.close();
  }
  const made = abort === undefined ? findings.checks : [...findings.checks, abort];
  const test: ConnectionTest = {
    connection: name,
    testedAtMs: tester.clock.nowMs(),
    checks: CONNECTION_CHECKS.map((check) => made.find((row) => row.name === check) ?? skip(check)),
    measured: findings.measured,
    ...(await identityOf(tester, name)),
  };
  await tester.ledger.connectionTests.save(test);
  return test;
}

/** Told also where it may do nothing: then it matters most. */
async function identityOf(
  { connections }: Tester,
  name: string,
): Promise<Pick<ConnectionTest, "actsAs">> {
  try {
    const actsAs = await connections.actsAs?.(name);
    return actsAs === undefined ? {} : { actsAs };
  } catch {
    // The checks say why there are no credentials.
    return {};
  }
}

type Findings = {
  readonly checks: readonly ConnectionCheck[];
  readonly measured: MeasuredProfile;
};

async function runChecks(trial: Trial): Promise<Findings> {
  const { checks, isOpen } = await probe(trial);
  if (!isOpen) {
    return { checks, measured: {} };
  }
  const list = await checkList(trial);
  const order = await checkListingOrder(trial);
  const upload = await checkUpload(trial);
  const checksums = await checkChecksums(trial);
  return {
    checks: [...checks, list, order, ...upload.checks, checksums.check],
    measured: {
      ...(checksums.checksum !== undefined && { checksum: checksums.checksum }),
      ...(upload.objectETag !== undefined && { objectETag: upload.objectETag }),
    },
  };
}

function skip(name: ConnectionCheck["name"]): ConnectionCheck {
  return { name, result: "skipped", detail: "not made: another check failed" };
}

/** Looks for the uploads that this test has just opened. */
async function checkList(trial: Trial): Promise<ConnectionCheck> {
  const missing = new Set([...trial.opened].map(({ ref }) => ref.uploadId));
  try {
    for await (const { uploadId } of trial.store.listUploads(TEST_PREFIX, trial.signal)) {
      missing.delete(uploadId);
      if (missing.size === 0) {
        return passed("list", "open uploads are listed");
      }
    }
  } catch (error) {
    return unlisted(failureOf(trial, error).message);
  }
  return unlisted("the list lacks an upload that was just opened");
}

function unlisted(detail: string): ConnectionCheck {
  return {
    name: "list",
    result: "warned",
    detail,
    consequence: "Open uploads whose ids were lost cannot be found and aborted.",
    fix: "Grant the right to list uploads (docs/providers), or set a lifecycle rule that aborts them.",
  };
}

/**
 * Ends whatever the test has opened, so that nothing stays that is paid for. Undefined when nothing
 * was ever opened.
 */
async function checkAbort(trial: Trial): Promise<ConnectionCheck | undefined> {
  const uploads = [...trial.opened];
  if (uploads.length === 0) {
    return undefined;
  }
  // The time of the test may be up: this has its own.
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  const errors: unknown[] = [];
  for (const upload of uploads) {
    try {
      await abortTestUpload(upload, signal);
    } catch (error) {
      errors.push(error);
    }
  }
  const failures = errors.map((error) => failureOf({ ...trial, signal }, error));
  const [failure] = failures;
  return failure === undefined
    ? passed("abort", `uploads were aborted and are gone: ${uploads.length}`)
    : {
        ...failed("abort", failure, "Failed and cancelled transfers leave parts that you pay for."),
        detail: `${failure.message}; left open under ${TEST_PREFIX}: ${failures.length}`,
      };
}

/** @throws PenstockError also when the store still lists the upload's parts after all aborts */
async function abortTestUpload({ store, ref }: OpenedUpload, signal: AbortSignal): Promise<void> {
  for (let aborts = 0; aborts < MAX_ABORTS; aborts += 1) {
    await store.abort(ref, signal);
    try {
      await store.listParts(ref, signal);
    } catch (error) {
      if (isPenstockError(error, "upload-gone")) {
        return;
      }
      throw error;
    }
  }
  throw new PenstockError("store-conflict", "the store still lists the parts of an aborted upload");
}
