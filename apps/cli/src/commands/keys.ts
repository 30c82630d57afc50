import { idOfKeyText, type KeyScope } from "@penstock/core";
import type { KeyView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { KEY_LIST } from "../lists/key-list.ts";
import { isForPrograms, type ListOptions, printList } from "../lists/list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };

export type CreateOptions = JsonOption & {
  readonly scope: KeyScope;
  readonly tenant?: string;
  readonly expiresIn?: string;
};

/** `penstock key create NAME`: the key alone on stdout, so that a script can take it. */
export async function createKey(
  name: string,
  { scope, tenant, expiresIn, json }: CreateOptions,
  output: Output,
): Promise<ExitCode> {
  const made = await connectToApi(output).createKey({
    ...{ name, scope },
    ...(tenant !== undefined && { tenant }),
    ...(expiresIn !== undefined && { expiresIn }),
  });
  if (json) {
    print(output, [jsonText(made)]);
    return EXIT.ok;
  }
  print(output, [made.key]);
  output.stderr.write(
    `${sentenceOf(made)}\nIt is not shown again; \`penstock key revoke ${made.id}\` ends it.\n`,
  );
  return EXIT.ok;
}

/** `penstock key ls`: by age. */
export async function listKeys(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data } = await connectToApi(output).listKeys();
  printList(KEY_LIST, data, { options, output });
  if (data.length === 0 && !isForPrograms(options)) {
    output.stderr.write("there is no key; make one with\n  → penstock key create NAME\n");
  }
  return EXIT.ok;
}

/** `penstock key revoke KEY…`. */
export async function revokeKeys(
  keys: readonly string[],
  { json }: JsonOption,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  for (const key of keys) {
    const revoked = await client.revokeKey(idOfKeyText(key) ?? key);
    print(output, [
      json ? jsonText(revoked) : `the key ${revoked.id} (${revoked.name}) is revoked`,
    ]);
  }
  return EXIT.ok;
}

function sentenceOf({ id, scope, tenant, expiresAt }: KeyView): string {
  const end = expiresAt === null ? "until it is revoked" : `until ${expiresAt}`;
  return `the key ${id} has the scope ${scope} for ${tenant ?? "all tenants"}, ${end}`;
}

function print({ stdout }: Output, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}
