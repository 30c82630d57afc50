import { constants } from "node:fs";
import { access } from "node:fs/promises";
import type { ConnectionSettings } from "@penstock/wire";
import { type CredentialsOpener, openCredentials } from "./credentials/open-credentials.ts";
import { customerKey } from "./open-connection.ts";

/**
 * Why this process cannot use a connection, from what lies on this machine: its secrets, or the folder
 * that it reads. No store is asked. A line that names the connection, or undefined.
 */
export async function whyUnusable(
  name: string,
  settings: ConnectionSettings,
  from: CredentialsOpener,
): Promise<string | undefined> {
  try {
    if (settings.provider === "file") {
      // A slash behind it: a file in the place of the folder is no root.
      await access(`${settings.root}/`, constants.R_OK | constants.X_OK);
    } else if (settings.provider !== "http") {
      const failure = openCredentials(name, settings, from).failure();
      if (failure !== undefined) {
        return failure.startsWith("connection ") ? failure : `connection "${name}": ${failure}`;
      }
      if (settings.encryption?.kind === "customer") {
        customerKey(settings.encryption.key, name, from);
      }
    }
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    return settings.provider === "file"
      ? `connection "${name}": its root cannot be read: ${reason}`
      : reason;
  }
}
