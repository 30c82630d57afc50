import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** Appends lines to the log of a member; readable by its owner only. There is nothing to close. */
export function openLogFile(logFolder: string, name: string): (line: string) => void {
  const path = join(logFolder, `${name}.log`);
  return (line) => {
    try {
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk or a removed folder must not take the cluster down with the log.
    }
  };
}
