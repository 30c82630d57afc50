import type { ConfigName } from "@penstock/core";
import { CONFIG_PREFIX } from "../ledger-keys.ts";

export const REVISIONS = `${CONFIG_PREFIX}revisions`;
export const VERSION = `${CONFIG_PREFIX}version`;
export const RESTORING = `${CONFIG_PREFIX}restoring`;
export const RESTORED = `${CONFIG_PREFIX}restored`;

export function kindKey(kind: string): string {
  return `${CONFIG_PREFIX}kind:${kind}`;
}

export function pathOf({ kind, name }: ConfigName): string {
  return `${kind}/${name}`;
}
