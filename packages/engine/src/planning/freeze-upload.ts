import {
  type ChecksumAlgorithm,
  checksumFor,
  chooseAttributes,
  newUploadToken,
  type ObjectStore,
  planParts,
  type SourceStat,
  type Transfer,
  type Upload,
} from "@penstock/core";
import type { Engine } from "../engine.ts";
import { putToken } from "./put-token.ts";

/** Decides all that must not change once the upload is open. */
export async function freezeUpload(
  engine: Pick<Engine, "ledger" | "connections" | "clock" | "random">,
  transfer: Transfer,
  { store, stat }: { readonly store: ObjectStore; readonly stat: SourceStat },
): Promise<Upload> {
  const { source, destination, options } = transfer;
  const { partSizeBytes, attributePolicy = "preserve" } = options;
  const plan = planParts({
    sizeBytes: stat.sourceVersion.sizeBytes,
    limits: store.profile.limits,
    hasRanges: stat.hasRanges,
    ...(partSizeBytes !== undefined && { partSizeBytes }),
  });
  const bucket = engine.connections.serverSideCopySource(source.connection, destination.connection);
  const token =
    plan.strategy === "put"
      ? putToken(transfer, stat.sourceVersion)
      : newUploadToken(engine.clock.nowMs(), engine.random.bytes(10));
  const { metadataNames = "free" } = store.profile;
  const { attributes, leftBehind } = chooseAttributes(
    attributePolicy,
    options.attributes,
    stat.attributes ?? { attributes: { metadata: {} }, leftBehind: [] },
    { metadataNames, token },
  );
  return {
    token,
    plan,
    sourceVersion: stat.sourceVersion,
    checksum: await chooseChecksum(engine, transfer, store),
    attributes,
    ...(leftBehind.length > 0 && { leftBehind }),
    ...(bucket !== undefined && plan.strategy === "multipart" && { serverSideCopySource: bucket }),
    ...(options.overwrite === "never" && { forbidOverwrite: true }),
  };
}

/** What a test of the connection has shown is better than what is believed of its provider. */
async function chooseChecksum(
  { ledger }: Pick<Engine, "ledger">,
  { destination }: Transfer,
  store: ObjectStore,
): Promise<ChecksumAlgorithm> {
  const test = await ledger.connectionTests.read(destination.connection);
  return checksumFor(store.profile, test?.measured);
}
