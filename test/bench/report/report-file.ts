import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Report } from "../result.ts";

export function readReport(path: string | undefined): Report | undefined {
  return path !== undefined && existsSync(path)
    ? JSON.parse(readFileSync(path, "utf8"))
    : undefined;
}

export function writeReport(path: string | undefined, report: Report): void {
  if (path !== undefined) {
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  }
}
