export { type DestinationKeys, destinationKeys } from "./destination-keys.ts";
export { destinationRange } from "./destination-range.ts";
export { type Entry, sourceVersionOfEntry } from "./entry.ts";
export { type EntryRoute, entryRejection } from "./entry-rejection.ts";
export { compileFilter } from "./glob.ts";
export { compareKeys } from "./key-order.ts";
export {
  ALL_KEYS,
  folderMiddle,
  gapsBetween,
  isInRange,
  type KeyRange,
  splitRange,
} from "./key-range.ts";
export {
  KEPT_KEYS,
  type KeyTemplate,
  keepsKeys,
  keyTemplateOf,
  markerKeyOf,
  parseKeyTemplate,
} from "./key-template.ts";
export {
  checkedPage,
  type ListedPage,
  type PageQuery,
  type RawPage,
} from "./listed-page.ts";
export * from "./manifest/index.ts";
export {
  BATCHES_PER_JOB,
  type Batch,
  packEntries,
  type Room,
  TRANSFERS_PER_JOB,
} from "./pack-entries.ts";
export { rangeMiddle } from "./range-middle.ts";
export { rowPosition } from "./row-position.ts";
export { prefixOf, type SelectionRules, selectionRules } from "./selection-rules.ts";
export { sourceMark } from "./source-mark.ts";
