import type { DeliveryView, WebhookView } from "@penstock/wire";
import type { List } from "./list.ts";

/** `penstock webhook ls`. */
export const WEBHOOK_LIST: List<WebhookView> = {
  idOf: ({ id }) => id,
  columns: [
    { heading: "ID", cell: ({ id }) => id },
    { heading: "STATE", cell: stateOf },
    { heading: "EVENTS", cell: ({ types }) => types.join(","), shrinks: true },
    { heading: "URL", cell: ({ url }) => url, shrinks: true },
    { heading: "FORMAT", cell: ({ format }) => format, isWide: true },
  ],
};

/** `penstock webhook deliveries`. */
export const DELIVERY_LIST: List<DeliveryView> = {
  idOf: ({ id }) => id,
  columns: [
    { heading: "ID", cell: ({ id }) => id },
    { heading: "MADE", cell: ({ createdAt }) => createdAt, yields: 2 },
    { heading: "EVENT", cell: ({ type }) => type },
    { heading: "STATE", cell: ({ state }) => state },
    { heading: "ATTEMPTS", cell: ({ attempts }) => String(attempts.length), yields: 1 },
    {
      heading: "NEXT, OR WHY NOT",
      cell: ({ attempts, nextAttemptAt }) => nextAttemptAt ?? attempts.at(-1)?.error ?? "",
      shrinks: true,
    },
  ],
};

export function stateOf({ isEnabled, disabledBecause, failingSince }: WebhookView): string {
  if (!isEnabled) {
    return disabledBecause === null ? "disabled" : `disabled (${disabledBecause})`;
  }
  return failingSince === null ? "enabled" : `failing since ${failingSince}`;
}
