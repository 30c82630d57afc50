import type { WebhookDelivery } from "@penstock/core";
import type { Damage } from "../damage.ts";

/** Undefined for one that is not kept any more. */
export function parseDelivery(json: string | null, damage: Damage): WebhookDelivery | undefined {
  return damage.one(
    () => (json === null ? undefined : (JSON.parse(json) as WebhookDelivery)),
    "delivery of a webhook",
  );
}
