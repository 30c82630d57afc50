import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Environment } from "@penstock/process";
import { readOrMakeSecret } from "./secret-file.ts";

export type AdminKey = {
  readonly path: string;
  /** Its text, the first time only. */
  readonly made: string | undefined;
};

/**
 * The first key of a cluster that is to ask for keys and was given none: it lies in the data folder.
 *
 * @returns undefined where the environment has one, or wants none
 */
export async function adminKeyOf(
  dataFolder: string,
  environment: Environment,
): Promise<AdminKey | undefined> {
  const own = environment["PENSTOCK_ADMIN_KEY"] ?? environment["PENSTOCK_ADMIN_KEY_FILE"] ?? "";
  if (environment["PENSTOCK_AUTH"] !== "required" || own !== "") {
    return undefined;
  }
  const path = join(dataFolder, "admin-key");
  const made = randomBytes(32).toString("hex");
  const kept = await readOrMakeSecret(path, () => made);
  return { path, made: kept === made ? made : undefined };
}
