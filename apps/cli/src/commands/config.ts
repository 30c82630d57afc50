import { readConnectionsFile } from "@penstock/connections";
import { type Role, readSettings, settingList } from "@penstock/process";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import type { Output } from "../progress/display.ts";

const ROLES: readonly Role[] = ["api", "planner", "worker", "coordinator"];

type Options = { readonly role?: string };

/**
 * `penstock config check`: reads what a start of these roles would read, and says all that is wrong. Exit code 2
 * where something is.
 */
export async function checkConfig(options: Options, output: Output): Promise<ExitCode> {
  const issues = new Set<string>();
  for (const role of rolesOf(options)) {
    const issue = issueOf(() => readSettings(role, output.environment));
    if (issue !== undefined) {
      issues.add(issue);
    }
  }
  const path = output.environment["PENSTOCK_CONFIG"] || "./penstock.config.json";
  const read = await readConnectionsFile(path).catch((error: unknown) => error);
  if (read instanceof Error) {
    issues.add(read.message);
  }
  for (const issue of issues) {
    output.stderr.write(`${issue}\n`);
  }
  if (issues.size > 0) {
    output.stderr.write("  → docs/settings.md lists every setting and its form\n");
    return EXIT.usage;
  }
  output.stdout.write(`the settings and ${path} are right\n`);
  return EXIT.ok;
}

/** `penstock config print`: what counts, and whether the environment, a file or the default says so. */
export async function printConfig(options: Options, output: Output): Promise<ExitCode> {
  const roles = rolesOf(options);
  const rows = settingList()
    .filter(([, setting]) => setting.roles.some((role) => roles.includes(role)))
    .map(([, { name, isSecret, defaultText }]) => {
      const own = output.environment[name] || undefined;
      const file = isSecret === true ? output.environment[`${name}_FILE`] || undefined : undefined;
      const shown = isSecret === true && own !== undefined ? "(secret)" : own;
      const from = own !== undefined ? "environment" : file !== undefined ? "file" : "default";
      return [name, shown ?? file ?? (defaultText || "-"), from];
    });
  const lines = table([["SETTING", "VALUE", "FROM"], ...rows]);
  output.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return EXIT.ok;
}

function rolesOf({ role }: Options): readonly Role[] {
  return ROLES.filter((each) => role === undefined || each === role);
}

function issueOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown";
  }
}
