import {
  type ChecksumAlgorithm,
  type ChecksumValue,
  type Clock,
  type ConnectionCheck,
  type ConnectionCheckName,
  type Connections,
  type ErrorCode,
  type Hashing,
  isPenstockError,
  type Ledger,
  type Lister,
  type ObjectStore,
  type PartBody,
  PenstockError,
  precedesBody,
  type Random,
  type StoredPart,
  toPartNumber,
  type UploadRef,
} from "@penstock/core";
import { expectFailure } from "../failures/failure.ts";

export type Tester = {
  readonly ledger: Ledger;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
  readonly hashing: Hashing;
};

/** Everything that a test writes is below it. */
export const TEST_PREFIX = "penstock-connection-test/";

/** The one object that a test completes; the next test overwrites it, for nothing is ever deleted. */
export const TEST_OBJECT = `${TEST_PREFIX}object`;

export type OpenedUpload = { readonly store: ObjectStore; readonly ref: UploadRef };

/** One test under way. */
export type Trial = {
  readonly store: ObjectStore;
  /** The same store with its bucket addressed the other way; undefined where there is none. */
  readonly otherStyle: ObjectStore | undefined;
  readonly lister: Lister;
  readonly hashing: Hashing;
  /** Ends when the time of the test is up. */
  readonly signal: AbortSignal;
  newToken(): string;
  /** Uploads that have to be ended, whatever happens. */
  readonly opened: Set<OpenedUpload>;
  close(): void;
};

const TOKEN_BYTES = 16;

/** @throws PenstockError `connection-unknown`, `connection-unsuitable` */
export function openTrial(
  { connections, random, hashing }: Tester,
  name: string,
  signal: AbortSignal,
): Trial {
  // Opened for this test alone: what an adapter has learnt about the store's clock would hide it.
  const store = connections.probe(name, {});
  const { pathStyle } = store.profile;
  const other = connections.probe(name, { pathStyle: !pathStyle });
  return {
    store,
    otherStyle: other.profile.pathStyle === pathStyle ? undefined : other,
    lister: connections.lister(name),
    hashing,
    signal,
    newToken: () =>
      Array.from(random.bytes(TOKEN_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(""),
    opened: new Set(),
    close: () => {
      store.close();
      other.close();
    },
  };
}

/** What the store, or the time that was up, says; anything else is a bug and is thrown on. */
export function failureOf({ signal }: Trial, error: unknown): PenstockError {
  return signal.aborted && !isPenstockError(error)
    ? new PenstockError("store-unreachable", "the test was stopped: its time was up", {
        cause: error,
      })
    : expectFailure(error);
}

export async function openUpload(
  trial: Trial,
  store: ObjectStore,
  { key, algorithm }: { readonly key: string; readonly algorithm: ChecksumAlgorithm },
): Promise<OpenedUpload & { readonly token: string }> {
  const token = trial.newToken();
  const object = { key, attributes: { metadata: {} }, token, checksum: algorithm };
  const upload = { store, ref: { key, uploadId: await store.initiate(object, trial.signal) } };
  trial.opened.add(upload);
  return { ...upload, token };
}

/** Completed uploads need no ending. */
export function closeUpload(trial: Trial, { ref }: OpenedUpload): void {
  for (const upload of trial.opened) {
    if (upload.ref === ref) {
      trial.opened.delete(upload);
    }
  }
}

/** @param announced instead of the right checksum, where one goes before the bytes */
export function sendPart(
  { hashing, signal }: Trial,
  { store, ref }: OpenedUpload,
  part: {
    readonly number: number;
    readonly bytes: Uint8Array;
    readonly algorithm: ChecksumAlgorithm;
    readonly announced?: ChecksumValue;
  },
): Promise<StoredPart> {
  const { number, bytes, algorithm, announced } = part;
  const body = bodyOf(hashing, bytes, algorithm, announced);
  return store.uploadPart(ref, toPartNumber(number), body, algorithm, signal);
}

export function bodyOf(
  hashing: Hashing,
  bytes: Uint8Array,
  algorithm: ChecksumAlgorithm,
  announced: ChecksumValue = digestOf(hashing, algorithm, bytes),
): PartBody {
  return {
    lengthBytes: bytes.length,
    chunks: once(bytes),
    isHeld: true,
    ...(precedesBody(algorithm) && { checksum: announced }),
  };
}

export function digestOf(
  hashing: Hashing,
  algorithm: ChecksumAlgorithm,
  bytes: Uint8Array,
): ChecksumValue {
  const hasher = hashing.hasher(algorithm);
  hasher.update(bytes);
  return hasher.digest();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export function passed(name: ConnectionCheckName, detail: string): ConnectionCheck {
  return { name, result: "passed", detail };
}

/** A row for what the store refused, with what helps against it. */
export function failed(
  name: ConnectionCheckName,
  error: PenstockError,
  consequence: string,
): ConnectionCheck {
  return { name, result: "failed", detail: error.message, consequence, fix: fixFor(error.code) };
}

const FIXES: Partial<Record<ErrorCode, string>> = {
  "store-unreachable":
    "Check the connection's endpoint and region, the name service, and the network to the store.",
  "store-throttled": "Test again in a moment; if it stays, ask the store for higher limits.",
  "store-response-invalid": "Check the connection's endpoint and provider: another server answers.",
  "settings-invalid": "Set what the connection refers to, for the API and for every worker.",
  "credentials-expired": "Renew the credentials where the connection refers to them.",
  "store-refused": "Check the keys and their rights; docs/providers has policies with the rights.",
  "store-missing": "Check the connection's bucket and region.",
  "clock-skewed": "Set the clock of this machine, and keep it set by NTP.",
};

export function fixFor(code: ErrorCode): string {
  return (
    FIXES[code] ??
    "The store's own code is in the message: check the connection's provider, region and encryption."
  );
}
