export { checkManifest } from "./check-manifest.js";
export { type InventoryFile, readInventoryDocument } from "./inventory-document.js";
export { brokenLineText, type ManifestEntry, type ManifestPage, type NamedObject, type SkippedLine, } from "./manifest-page.js";
export { inventoryCheckpoint, inventoryPosition, manifestCheckpoint, manifestPosition, } from "./manifest-position.js";
export { MAX_ROW_BYTES } from "./manifest-rows.js";
export { MANIFEST_COLUMNS } from "./named-object.js";
export { readInventory } from "./read-inventory.js";
export { MAX_MANIFEST_LINES, type ManifestOptions, readManifest } from "./read-manifest.js";
