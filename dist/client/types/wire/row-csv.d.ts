import type { Row } from "../core/index.js";
export declare const CSV_HEADER: string;
/** Without the end of the line. */
export declare function formatCsvRow(row: Row): string;
