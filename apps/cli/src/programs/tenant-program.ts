import type { Command } from "commander";
import { pair, repeated, weight, wholeNumber } from "../command-options.ts";
import type { TenantOptions } from "../commands/tenants.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };

/** `penstock tenant …`: who shares the deployment, and by what rules. */
export function addTenantCommands(program: Command, output: Output, finish: Finish): void {
  const tenants = program
    .command("tenant")
    .description("list tenants, and set what each may do: weight, quotas, connections, limits");
  addListOptions(tenants.command("ls"))
    .description("list tenants that have rules or jobs, and what they use")
    .action(async (options: ListOptions) => {
      const { listTenants } = await import("../commands/tenants.ts");
      await finish(listTenants(options, output));
    });
  tenants
    .command("show")
    .description("show the rules of a tenant, and what it uses")
    .argument("<name>", "name of the tenant")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: JsonOption) => {
      const { showTenant } = await import("../commands/tenants.ts");
      await finish(showTenant(name, options, output));
    });
  tenants
    .command("set")
    .description("change the rules of a tenant; what is not given stays")
    .argument("<name>", "name of the tenant")
    .option(
      "--weight <n>",
      "its share beside other tenants: 3 gets three times what 1 gets",
      weight,
    )
    .option("--jobs <n>", "how many of its jobs may be unfinished at once, or unlimited", jobs)
    .option(
      "--connection <name>",
      "a connection that its jobs may name, instead of those so far; may be repeated",
      repeated,
    )
    .option("--all-connections", "its jobs may name every connection")
    .option(
      "--limit <name=value>",
      "such as bytesPerSecond=50MiB/s, or unitsInFlight=unlimited; may be repeated",
      pair,
    )
    .option("--json", "as one JSON object")
    .action(async (name: string, options: TenantOptions) => {
      const { setTenant } = await import("../commands/tenants.ts");
      await finish(setTenant(name, options, output));
    });
}

function jobs(text: string): number | "unlimited" {
  if (text === "unlimited" || text === "0") {
    return text === "0" ? 0 : text;
  }
  return wholeNumber(text);
}
