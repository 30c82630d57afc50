import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Report } from "../result.ts";

/** @throws Error when what lies there is no report */
export function readReport(path: string | undefined): Report | undefined {
  if (path === undefined || !existsSync(path)) {
    return undefined;
  }
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} is no report: remove it, or name another file`, { cause: error });
  }
}

export function writeReport(path: string | undefined, report: Report): void {
  if (path !== undefined) {
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  }
}
