import { readConnectionsFile } from "@penstock/connections";
import { issuesOfSettings, ROLES, type Role, shownSettings } from "@penstock/process";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type List, type ListOptions, printList } from "../lists/list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";

/** Left out: all of them. */
type Options = { readonly role?: Role };

/**
 * `penstock config check`: reads what a start of these roles would read, and says all that is wrong. Exit code 2
 * where something is.
 */
export async function checkConfig(
  { json, ...options }: Options & { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
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
  if (json) {
    stdout.write(`${jsonText({ issues: [...issues] })}\n`);
    return issues.size > 0 ? EXIT.usage : EXIT.ok;
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
export async function printConfig(
  options: Options & ListOptions,
  output: Output,
): Promise<ExitCode> {
  const roles = rolesOf(options);
  const settings = shownSettings(output.environment)
    .filter((setting) => roles.some((role) => setting.roles.includes(role)))
    .map(({ name, text, from }) => ({ name, value: text, from }));
  printList(SETTING_LIST, settings, { options, output });
  return EXIT.ok;
}

const SETTING_LIST: List<{ readonly name: string; readonly value: string; readonly from: string }> =
  {
    idOf: ({ name }) => name,
    columns: [
      { heading: "SETTING", cell: ({ name }) => name },
      { heading: "VALUE", cell: ({ value }) => value || "-", shrinks: true },
      { heading: "FROM", cell: ({ from }) => from },
    ],
  };

function rolesOf({ role }: Options): readonly Role[] {
  return role === undefined ? ROLES : [role];
}
