import { readFileSync } from "node:fs";
import { nearestName, PenstockError } from "@penstock/core";
import { issuesOfAuth } from "./auth-settings.ts";
import { scrub } from "./scrub.ts";
import { type Role, type SettingsOf, settingList } from "./setting-table.ts";

const PREFIX = "PENSTOCK_";

export type Environment = Readonly<Record<string, string | undefined>>;

export type ReadSettings<R extends Role> = {
  readonly settings: SettingsOf<R>;
  /** The texts of secret settings, for the log to keep out of its lines. */
  readonly secrets: readonly string[];
  /** Sentences about PENSTOCK_ variables that nothing reads. */
  readonly warnings: readonly string[];
};

/**
 * Reads the settings of a role from its environment. An empty variable counts as not set.
 *
 * @throws PenstockError `settings-invalid`, naming all mistakes at once and never a secret's value
 */
export function readSettings<R extends Role>(role: R, environment: Environment): ReadSettings<R> {
  const { values, secrets, issues } = readEach(role, environment);
  if (issues.length > 0) {
    throw new PenstockError("settings-invalid", `the settings are wrong: ${issues.join("; ")}`);
  }
  const settings = values as SettingsOf<R>;
  return { settings, secrets, warnings: unknownSettings(environment) };
}

/** A sentence for each mistake that `readSettings` would name. */
export function issuesOfSettings(role: Role, environment: Environment): readonly string[] {
  return readEach(role, environment).issues;
}

function readEach(role: Role, environment: Environment) {
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  const issues: string[] = [];
  for (const [key, setting] of settingList().filter(([, { roles }]) => roles.includes(role))) {
    const found = textOf(setting.name, setting.isSecret === true, environment);
    if ("issue" in found) {
      issues.push(found.issue);
      continue;
    }
    const parsed = setting.schema.safeParse(found.text ?? setting.defaultText);
    if (parsed.success) {
      values[key] = parsed.data;
    } else {
      const text = found.text ?? setting.defaultText;
      const shown = setting.isSecret === true ? "its value" : JSON.stringify(scrub(text, []));
      issues.push(`${found.name} (${shown}): ${parsed.error.issues[0]?.message}`);
    }
    if (setting.isSecret === true && found.text !== undefined) {
      secrets.push(found.text, ...passwordIn(found.text), ...severalIn(values[key]));
    }
  }
  issues.push(...contradictions(values), ...issuesOfAuth(values));
  return { values, secrets, issues };
}

/** Settings that are right one by one, and cannot be kept together. */
function contradictions(values: Readonly<Record<string, unknown>>): readonly string[] {
  const { slots, memoryBytes, bufferBytes } = values;
  return slots === "auto" &&
    typeof memoryBytes === "number" &&
    typeof bufferBytes === "number" &&
    memoryBytes < bufferBytes
    ? [
        "PENSTOCK_MEMORY is less than PENSTOCK_BUFFER, so not even one part fits: raise it, or lower PENSTOCK_BUFFER",
      ]
    : [];
}

/** One setting may hold several secrets, which travel alone. */
function severalIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Servers and clients quote a URL's password without its URL. */
function passwordIn(text: string): readonly string[] {
  const password = URL.parse(text)?.password ?? "";
  return password === "" ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the password is what it says.
    return text;
  }
}

type Found =
  | { readonly name: string; readonly text: string | undefined }
  | { readonly issue: string };

function textOf(name: string, isSecret: boolean, environment: Environment): Found {
  // A blank or a line end that was copied along is part of no value.
  const text = environment[name]?.trim() || undefined;
  const fileName = `${name}_FILE`;
  const path = isSecret ? environment[fileName] || undefined : undefined;
  if (path === undefined) {
    return { name, text };
  }
  if (text !== undefined) {
    return { issue: `${name} and ${fileName} are both set: keep one` };
  }
  try {
    return { name: fileName, text: readFileSync(path, "utf8").trim() };
  } catch {
    return { issue: `${fileName} names a file that cannot be read: ${path}` };
  }
}

/** One sentence for each PENSTOCK_ variable that nothing reads, with the name that was meant, as far as it shows. */
export function unknownSettings(environment: Environment): readonly string[] {
  const known = settingList().flatMap(([, { name, isSecret }]) =>
    isSecret === true ? [name, `${name}_FILE`] : [name],
  );
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith(PREFIX) && !known.includes(name))
    .map((name) => {
      const nearest = nearestSetting(name.toUpperCase(), known);
      return nearest === undefined
        ? `nothing reads ${name}: docs/settings.md lists the settings, connections are described in the file of PENSTOCK_CONFIG`
        : `nothing reads ${name}; the nearest setting is ${nearest}`;
    });
}

/** Compared without the prefix, by which every one is like every other. */
function nearestSetting(name: string, known: readonly string[]): string | undefined {
  const nearest = nearestName(
    name.slice(PREFIX.length),
    known.map((each) => each.slice(PREFIX.length)),
  );
  return nearest === undefined ? undefined : PREFIX + nearest;
}
