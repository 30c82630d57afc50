import { readConnectionsFile } from "@penstock/connections";
import { issuesOfSettings, ROLES, type Role, shownSettings } from "@penstock/process";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import type { Output } from "../progress/display.ts";
import { plainText } from "../progress/progress-text.ts";

/** Left out: all of them. */
type Options = { readonly role?: Role };

/**
 * `penstock config check`: reads what a start of these roles would read, and says all that is wrong. Exit code 2
 * where something is.
 */
export async function checkConfig(options: Options, output: Output): Promise<ExitCode> {
  const { environment, stdout, stderr } = output;
  const roles = rolesOf(options);
  const path = shownSettings(environment).find(({ name }) => name === "PENSTOCK_CONFIG")?.text;
  const issues = new Set(roles.flatMap((role) => issuesOfSettings(role, environment)));
  if (path !== undefined && options.role !== "cli") {
    const read = await readConnectionsFile(path).catch((error: unknown) => error);
    if (read instanceof Error) {
      issues.add(read.message);
    }
  }
  for (const issue of issues) {
    stderr.write(`${plainText(issue)}\n`);
  }
  if (issues.size > 0) {
    stderr.write("  → docs/settings.md lists every setting and its form\n");
    return EXIT.usage;
  }
  const what = options.role === "cli" ? "the settings are" : `the settings and ${path} are`;
  stdout.write(`${what} right\n`);
  return EXIT.ok;
}

/** `penstock config print`: what counts, and whether the environment, a file or the default says so. */
export async function printConfig(options: Options, output: Output): Promise<ExitCode> {
  const roles = rolesOf(options);
  const rows = shownSettings(output.environment)
    .filter((setting) => roles.some((role) => setting.roles.includes(role)))
    .map(({ name, text, from }) => [name, plainText(text) || "-", from]);
  const lines = table([["SETTING", "VALUE", "FROM"], ...rows]);
  output.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return EXIT.ok;
}

function rolesOf({ role }: Options): readonly Role[] {
  return role === undefined ? ROLES : [role];
}
