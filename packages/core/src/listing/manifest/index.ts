// What core exports of manifests: the list of all exports is at its limit.

export { checkManifest, type ManifestCounts } from "./check-manifest.ts";
export {
  type InventoryColumns,
  type InventoryDocument,
  type InventoryFile,
  readInventoryDocument,
} from "./inventory-document.ts";
export {
  type BrokenLine,
  type BrokenLinePolicy,
  brokenLineText,
  type ManifestEntry,
  type ManifestPage,
  type NamedObject,
  type NamedSource,
  type SkippedLine,
} from "./manifest-page.ts";
export {
  inventoryCheckpoint,
  inventoryPosition,
  manifestCheckpoint,
  manifestPosition,
} from "./manifest-position.ts";
export { MAX_ROW_BYTES } from "./manifest-rows.ts";
export { type KeySpelling, MANIFEST_COLUMNS } from "./named-object.ts";
export {
  INVENTORY_START,
  type InventoryCheckpoint,
  type InventorySource,
  readInventory,
} from "./read-inventory.ts";
export {
  MANIFEST_START,
  MAX_MANIFEST_LINES,
  type ManifestCheckpoint,
  type ManifestOptions,
  readManifest,
} from "./read-manifest.ts";
