export { openJobArchive } from "./archive/open-job-archive.ts";
export { openConfigJournal } from "./configuration/open-config-journal.ts";
export { watchJournal } from "./journal-health.ts";
export { openManifestStore } from "./manifests/open-manifest-store.ts";
export { type JournalPlace, nameOfJournal, openJournal } from "./open-journal.ts";
export { openJournalDirectory } from "./open-journal-directory.ts";
export { openJournalInStore } from "./open-journal-in-store.ts";
export { openRowArchive } from "./rows/open-row-archive.ts";
