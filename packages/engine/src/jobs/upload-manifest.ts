// A client sends a manifest itself: it is kept in the journal, for jobs of its tenant.

import {
  type Clock,
  MANIFEST_KEPT_MS,
  MAX_MANIFEST_BYTES,
  type ManifestHead,
  type ManifestStore,
  newManifestId,
  PenstockError,
  type Random,
  timeOfManifestId,
} from "@penstock/core";

/** Of one tenant within a day, whether jobs name them or not. */
const MAX_A_DAY = 100;

type Keeper = {
  readonly manifests?: ManifestStore | undefined;
  readonly clock: Clock;
  readonly random: Random;
};

type Sent = {
  readonly tenant: string;
  readonly format: ManifestHead["format"];
  readonly bytes: AsyncIterable<Uint8Array>;
};

export type KeptManifest = ManifestHead & { readonly id: string; readonly expiresAtMs: number };

/** @throws PenstockError `journal-required`, `quota-exceeded`, `request-too-large`, `journal-unavailable` */
export async function uploadManifest(
  { manifests, clock, random }: Keeper,
  { tenant, format, bytes }: Sent,
): Promise<KeptManifest> {
  if (manifests === undefined) {
    throw new PenstockError(
      "journal-required",
      "a manifest that is sent is kept in the journal: set PENSTOCK_JOURNAL for the api and coordinator processes, or name the manifest by a connection or a URL",
    );
  }
  const nowMs = clock.nowMs();
  await refuseTooMany(manifests, tenant, nowMs);
  const id = newManifestId(nowMs, random.bytes(10));
  const head = await manifests.write({ tenant, id }, format, upToLimit(bytes));
  return { ...head, id, expiresAtMs: nowMs + MANIFEST_KEPT_MS };
}

async function refuseTooMany(
  manifests: ManifestStore,
  tenant: string,
  nowMs: number,
): Promise<void> {
  let young = 0;
  for await (const { id } of manifests.all(tenant)) {
    young += timeOfManifestId(id) > nowMs - MANIFEST_KEPT_MS ? 1 : 0;
  }
  if (young >= MAX_A_DAY) {
    throw new PenstockError(
      "quota-exceeded",
      `the tenant ${tenant} sent ${young} manifests within a day, and may send ${MAX_A_DAY}: put larger lists into one, or name them by a connection or a URL`,
    );
  }
}

async function* upToLimit(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_MANIFEST_BYTES) {
      throw manifestTooLarge();
    }
    yield chunk;
  }
}

export function manifestTooLarge(): PenstockError {
  return new PenstockError(
    "request-too-large",
    `a manifest that is sent has at most ${MAX_MANIFEST_BYTES / 1024 / 1024} MiB: split it, or name it by a connection or a URL`,
  );
}
