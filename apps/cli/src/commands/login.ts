import { readSettings } from "@penstock/process";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

/** `penstock login`: the link alone on stdout. */
export async function login({ json }: { readonly json?: true }, output: Output): Promise<ExitCode> {
  const { url, expiresAt } = await createLink(output);
  if (json) {
    output.stdout.write(`${jsonText({ url, expiresAt })}\n`);
    return EXIT.ok;
  }
  output.stdout.write(`${url}\n`);
  output.stderr.write(`Open it in a browser, once, before ${expiresAt}.\n`);
  return EXIT.ok;
}

async function createLink(output: Output) {
  const { path, expiresAt } = await connectToApi(output).createLoginLink();
  return {
    url: new URL(path, readSettings("cli", output.environment).settings.apiUrl).href,
    expiresAt,
  };
}
