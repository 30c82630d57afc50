import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The command line of the engine: what testcontainers leaves out, and Compose. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** What the engine says of a container, in the form of a Go template. */
export function inspect(id: string, template: string): Promise<string> {
  return docker("inspect", "--format", template, id);
}

export function imageOf(name: string, fallback: string): string {
  const image = process.env[`PENSTOCK_${name}_IMAGE`] ?? "";
  return image === "" ? fallback : image;
}
