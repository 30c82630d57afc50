import type { ConnectionTest } from "@penstock/core";
import type { Damage } from "../damage.ts";

/** Undefined for a connection that was never tested. */
export function parseConnectionTest(
  json: string | null,
  damage: Damage,
): ConnectionTest | undefined {
  return damage.one(
    () => (json === null ? undefined : (JSON.parse(json) as ConnectionTest)),
    "connection test",
  );
}
