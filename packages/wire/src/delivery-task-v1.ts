import type { DeliveryRef } from "@penstock/core";
import { z } from "zod";
import { readTask } from "./read-task.ts";

/** What the queue `webhooks` carries. */
const deliveryTaskV1 = z.object({
  v: z.literal(1),
  tenant: z.string().min(1),
  id: z.string().min(1),
});

type DeliveryTaskPayload = z.input<typeof deliveryTaskV1>;

export function encodeDeliveryTask({ tenant, id }: DeliveryRef): DeliveryTaskPayload {
  return { v: 1, tenant, id };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodeDeliveryTask(payload: unknown): DeliveryRef {
  const { tenant, id } = readTask(deliveryTaskV1, payload);
  return { tenant, id };
}
