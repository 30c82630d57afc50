import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export type Cost = { readonly cpuSeconds: number; readonly seconds: number };

export function isOnPath(name: string): boolean {
  const folders = process.env["PATH"]?.split(delimiter) ?? [];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const KEPT_CHARACTERS = 2000;

/**
 * Runs a line of shell and tells what all its processes cost together, their start included.
 *
 * @throws Error with the command's last words when it fails
 */
export async function timeCommand(line: string, environment: NodeJS.ProcessEnv): Promise<Cost> {
  const script = `set -o pipefail; TIMEFORMAT='cost %R %U %S'; time { ${line}; }`;
  const words = await wordsOf(script, environment);
  const [, seconds, user, system] = /cost ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(words) ?? [];
  return { seconds: Number(seconds), cpuSeconds: Number(user) + Number(system) };
}

function wordsOf(script: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn("bash", ["-c", script], {
    env: { ...process.env, ...environment, LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-KEPT_CHARACTERS);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) {
        resolve(words);
      } else {
        reject(new Error(`exit code ${code}: ${words.replace(/\s+/g, " ").trim().slice(0, 300)}`));
      }
    });
  });
}
