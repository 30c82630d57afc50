import {
  chooseAttributes,
  type NewObject,
  SOURCE_MARK_NAME,
  type SourceAttributes,
  type SourceVersion,
  sourceMark,
} from "@penstock/core";
import type { BatchScene } from "./batch-scene.ts";

type Source = { readonly found: SourceAttributes; readonly sourceVersion: SourceVersion };

/** What an entry becomes, with the marks by which a later run knows it. */
export function newObjectOf(
  { job, spec, store, checksum }: BatchScene,
  key: string,
  { found, sourceVersion }: Source,
): { readonly object: NewObject; readonly leftBehind: readonly string[] } {
  const { attributePolicy, attributes: given, overwrite } = spec.options;
  const mark = sourceMark(sourceVersion);
  const wanted =
    mark === undefined ? given.metadata : { ...given.metadata, [SOURCE_MARK_NAME]: mark };
  const { attributes, leftBehind } = chooseAttributes(
    attributePolicy,
    { ...given, metadata: wanted },
    found,
    { metadataNames: store.profile.metadataNames ?? "free", token: job.id },
  );
  return {
    object: {
      key,
      attributes,
      token: job.id,
      checksum,
      ...(overwrite === "never" && { forbidOverwrite: true }),
    },
    leftBehind: leftBehind.flatMap(({ names }) => names),
  };
}
