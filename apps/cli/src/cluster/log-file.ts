import { createWriteStream } from "node:fs";
import { join } from "node:path";

/** Opens the log of a member for appending; readable by its owner only. */
export function openLogFile(logFolder: string, name: string): (line: string) => void {
  const file = createWriteStream(join(logFolder, `${name}.log`), { flags: "a", mode: 0o600 });
  // A full disk or a removed folder must not take the cluster down with the log.
  file.on("error", () => undefined);
  return (line) => {
    file.write(`${line}\n`);
  };
}
