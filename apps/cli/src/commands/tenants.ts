import { ApiProblem, type Client } from "@penstock/client";
import type { TenantRequestInput, TenantView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { isForPrograms, type ListOptions, printList } from "../lists/list.ts";
import { outOf, TENANT_LIST } from "../lists/tenant-list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };

export type TenantOptions = JsonOption & {
  readonly weight?: number;
  readonly jobs?: number | "unlimited";
  readonly connection?: readonly string[];
  readonly allConnections?: true;
  readonly limit?: Readonly<Record<string, string>>;
};

/** `penstock tenant ls`: by name. */
export async function listTenants(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data } = await connectToApi(output).listTenants();
  printList(TENANT_LIST, data, { options, output });
  if (data.length === 0 && !isForPrograms(options)) {
    output.stderr.write(
      "there is no tenant with rules or jobs yet; give one a share with\n  → penstock tenant set films --weight 3\n",
    );
  }
  return EXIT.ok;
}

/** `penstock tenant show NAME`. */
export async function showTenant(
  name: string,
  { json }: JsonOption,
  output: Output,
): Promise<ExitCode> {
  const tenant = await connectToApi(output).readTenant(name);
  print(output, json ? [jsonText(tenant)] : factsOf(tenant));
  return EXIT.ok;
}

/** `penstock tenant set NAME`: changes what is given, and keeps the rest. */
export async function setTenant(
  name: string,
  options: TenantOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const { weight, jobs, connection, allConnections, limit } = options;
  if ([weight, jobs, connection, allConnections, limit].every((each) => each === undefined)) {
    throw new CommandFailure("say what to change", {
      exitCode: EXIT.usage,
      nextStep: `\`penstock tenant set ${name} --weight 3\` gives it three times the share of others.`,
    });
  }
  const request = changed(await existing(client, name), options);
  const tenant = await client.replaceTenant(name, request);
  print(output, options.json ? [jsonText(tenant)] : factsOf(tenant));
  return EXIT.ok;
}

/** A tenant without rules and jobs is there once it has rules. */
async function existing(client: Client, name: string): Promise<TenantView | undefined> {
  try {
    return await lookUp(() => client.readTenant(name));
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.code === "not-found") {
      return undefined;
    }
    throw error;
  }
}

function changed(
  now: TenantView | undefined,
  { weight, jobs, connection, allConnections, limit }: TenantOptions,
): TenantRequestInput {
  const { jobs: quota, ...quotas } = now?.quotas ?? {};
  const allowed = jobs ?? quota;
  const connections = allConnections ? null : (connection ?? now?.connections ?? null);
  return {
    weight: weight ?? now?.weight,
    limits: { ...now?.limits, ...limit },
    quotas: { ...quotas, ...(typeof allowed === "number" && { jobs: allowed }) },
    ...(connections !== null && { connections: [...connections] }),
    revision: now?.revision ?? 0,
  };
}

function factsOf({ name, weight, quotas, limits, connections, usage }: TenantView) {
  const set = Object.entries(limits).map(
    ([limit, value]) => `${limit} ${Array.isArray(value) ? value.join("; ") : value}`,
  );
  return [
    `tenant       ${name}, weight ${weight}`,
    `jobs         ${outOf(usage.jobs, quotas.jobs)} unfinished, ${usage.waitingJobs} with work that waits for its turn`,
    `in flight    ${outOf(usage.unitsInFlight, usage.unitsAllowed ?? undefined)} parts and batches`,
    `connections  ${connections === null ? "all" : connections.join(", ") || "none"}`,
    `limits       ${set.join(", ") || "none"}`,
  ];
}

function print({ stdout }: Output, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}
