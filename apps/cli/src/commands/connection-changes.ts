import { readFile } from "node:fs/promises";
import process from "node:process";
import { text } from "node:stream/consumers";
import { connectionRequest, describeIssues, issuesOf } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { type ConnectionOptions, connectionFrom } from "../connection-template.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

export type AddOptions = ConnectionOptions & {
  readonly secretFile?: string;
  readonly replace?: true;
  readonly json?: true;
};

export type RemoveOptions = { readonly force?: true; readonly json?: true };

/** `penstock conn add NAME`: the secret comes from a file or stdin, for arguments are seen by others. */
export async function addConnection(
  name: string,
  { secretFile, replace, json, ...options }: AddOptions,
  output: Output,
): Promise<ExitCode> {
  const secret = secretFile === undefined ? undefined : await readSecret(secretFile);
  const parsed = connectionRequest.safeParse({ name, ...connectionFrom(options, secret) });
  if (!parsed.success) {
    throw new CommandFailure(describeIssues(issuesOf(parsed.error)), {
      exitCode: EXIT.usage,
      nextStep:
        "`penstock conn add --help` lists the options, docs/providers/ what each store needs.",
    });
  }
  const client = connectToApi(output);
  const { name: _, ...change } = parsed.data;
  const made = replace
    ? await client.replaceConnection(name, change)
    : await client.createConnection(parsed.data);
  const done = `the connection ${name} is ${replace ? "replaced" : "made"}: ${made.location}`;
  output.stdout.write(`${json ? jsonText(made) : done}\n`);
  if (!json) {
    output.stderr.write(
      `every process knows it within 5 seconds\n  → penstock conn test ${name}\n`,
    );
  }
  return EXIT.ok;
}

/** `penstock conn rm NAME`. */
export async function removeConnection(
  name: string,
  { force, json }: RemoveOptions,
  output: Output,
): Promise<ExitCode> {
  const removed = await connectToApi(output).removeConnection(name, force === true);
  output.stdout.write(`${json ? jsonText(removed) : `the connection ${name} is removed`}\n`);
  return EXIT.ok;
}

async function readSecret(path: string): Promise<string> {
  try {
    return (await (path === "-" ? text(process.stdin) : readFile(path, "utf8"))).trim();
  } catch (cause) {
    throw new CommandFailure(`the file ${path} of the secret cannot be read`, {
      exitCode: EXIT.usage,
      nextStep:
        "Write the secret to a file that you can read, or send it to stdin: --secret-file -.",
      cause,
    });
  }
}
