// What core exports of manifests: the list of all exports is at its limit.

export { checkManifest } from "./check-manifest.ts";
export { type InventoryFile, readInventoryDocument } from "./inventory-document.ts";
export {
  brokenLineText,
  type ManifestEntry,
  type ManifestPage,
  type NamedObject,
  type SkippedLine,
} from "./manifest-page.ts";
export {
  inventoryCheckpoint,
  inventoryPosition,
  manifestCheckpoint,
  manifestPosition,
} from "./manifest-position.ts";
export { MAX_ROW_BYTES } from "./manifest-rows.ts";
export { MANIFEST_COLUMNS } from "./named-object.ts";
export { readInventory } from "./read-inventory.ts";
export { MAX_MANIFEST_LINES, type ManifestOptions, readManifest } from "./read-manifest.ts";
export { MANIFEST_KEPT_MS, MAX_MANIFEST_BYTES } from "./uploaded-manifest.ts";
