export { openJournal, openJournalDirectory } from "./open-journal-directory.ts";
