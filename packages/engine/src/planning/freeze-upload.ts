// What is decided once for an upload, and never changed while it is open.

import {
  checksumFor,
  chooseAttributes,
  isUrlOrigin,
  newUploadToken,
  type ObjectAttributes,
  type ObjectStore,
  type PartPlan,
  planParts,
  putProofFor,
  SOURCE_MARK_NAME,
  type SourceStat,
  sourceMark,
  type Transfer,
  type TransferOptions,
  type Upload,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { readAddressOf } from "../sources/signed-sources.ts";
import { putToken } from "./put-token.ts";

/** Decides all that must not change once the upload is open. */
export async function freezeUpload(
  engine: OnPorts<"connectionTests"> & Pick<Engine, "connections" | "clock" | "random">,
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
    withMark(options, stat),
    stat.attributes ?? { attributes: { metadata: {} }, leftBehind: [] },
    { metadataNames, token },
  );
  return {
    token,
    plan,
    sourceVersion: stat.sourceVersion,
    ...(await chooseProof(engine, transfer, { store, plan })),
    attributes,
    ...(leftBehind.length > 0 && { leftBehind }),
    ...(bucket !== undefined && plan.strategy === "multipart" && { serverSideCopySource: bucket }),
    ...(options.overwrite === "never" && { forbidOverwrite: true }),
  };
}

function withMark(
  { attributes, marksSource }: TransferOptions,
  { sourceVersion }: SourceStat,
): ObjectAttributes {
  const mark = marksSource && sourceMark(sourceVersion);
  return mark === undefined
    ? attributes
    : { ...attributes, metadata: { ...attributes.metadata, [SOURCE_MARK_NAME]: mark } };
}

/**
 * What a test of the connection has shown is better than what is believed of its provider. A job that
 * wants the object read back is not content with a response.
 */
async function chooseProof(
  { ledger }: OnPorts<"connectionTests">,
  { destination, options }: Transfer,
  { store, plan }: { readonly store: ObjectStore; readonly plan: PartPlan },
): Promise<Pick<Upload, "checksum" | "putProof">> {
  const test = await ledger.connectionTests.read(destination.connection);
  const checksum = checksumFor(store.profile, test?.measured);
  const isSettled = plan.strategy === "put" && options.verify !== "full";
  const putProof = isSettled ? putProofFor(store.profile, checksum, test) : undefined;
  return { checksum, ...(putProof !== undefined && { putProof }) };
}

/** By which the source is asked for: it may hold a secret. */
export async function readKeyOf(
  engine: OnPorts<"transfers"> & Pick<Engine, "signedSources">,
  { tenant, id: transferId, source }: Transfer,
): Promise<string> {
  return isUrlOrigin(source.connection)
    ? (await readAddressOf(engine, { tenant, transferId, source })).key
    : source.key;
}
