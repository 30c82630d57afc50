import type { WebhookDelivery } from "@penstock/core";
import { expect, test } from "vitest";
import type { LedgerScenario, Start } from "./ledger-scenario.ts";

function deliveryIn({ tenant }: LedgerScenario, number: number, webhookId = "whk_1") {
  return {
    ...{ tenant, webhookId, id: `dlv_${webhookId}_${number}`, messageId: `evt_${number}` },
    ...{ type: "job.completed", body: '{"data":"ü"}', state: "pending" },
    ...{ createdAtMs: 1000 + number, nextAttemptAtMs: 1000 + number },
    ...{ attempts: [], attemptsBefore: 0 },
  } as const satisfies WebhookDelivery;
}

/** What every store of deliveries must do. */
export function describeDeliveryStore(start: Start): void {
  test("keeps a message as it was first added", async () => {
    const subject = await start();
    const { deliveries } = subject.ledger;
    const delivery = deliveryIn(subject, 1);

    const added = [
      await deliveries.add(delivery),
      await deliveries.add({ ...delivery, body: "another one" }),
    ];

    expect(added).toEqual([true, false]);
    expect(await deliveries.read(delivery)).toEqual(delivery);
    expect(await deliveries.read({ tenant: subject.tenant, id: "dlv_none" })).toBeUndefined();
  });

  test("names what is due by its time, and nothing that has ended or was forgotten", async () => {
    const subject = await start();
    const { deliveries } = subject.ledger;
    const [one, two, three, four] = [1, 2, 3, 4].map((number) => deliveryIn(subject, number));
    for (const each of [four, three, two, one]) {
      await deliveries.add(each ?? deliveryIn(subject, 9));
    }
    await deliveries.save({ ...deliveryIn(subject, 1), state: "delivered" });
    await deliveries.save({ ...deliveryIn(subject, 2), nextAttemptAtMs: 9000 });
    await deliveries.forget(deliveryIn(subject, 4));

    const due = await deliveries.due(subject.tenant, 5000, 10);
    const later = await deliveries.due(subject.tenant, 9000, 10);

    expect(due).toEqual([three?.id]);
    expect(later).toEqual([three?.id, two?.id]);
  });

  test("lists the newest of a webhook, and knows the oldest that waits", async () => {
    const subject = await start();
    const { deliveries } = subject.ledger;
    const webhook = { tenant: subject.tenant, id: "whk_1" };
    for (const number of [1, 2, 3]) {
      await deliveries.add(deliveryIn(subject, number));
      await deliveries.add(deliveryIn(subject, number, "whk_2"));
    }
    const before = await deliveries.oldestPendingMs(webhook);
    await deliveries.save({ ...deliveryIn(subject, 1), state: "failed" });
    const between = await deliveries.oldestPendingMs(webhook);
    await deliveries.save({ ...deliveryIn(subject, 2), state: "delivered" });
    await deliveries.save({ ...deliveryIn(subject, 3), state: "delivered" });

    const newest = await deliveries.newest(webhook, 2);

    expect([before, between]).toEqual([1001, 1002]);
    expect(await deliveries.oldestPendingMs(webhook)).toBeUndefined();
    expect(newest.map(({ messageId }) => messageId)).toEqual(["evt_3", "evt_2"]);
    expect(await deliveries.newest({ ...webhook, id: "whk_none" }, 2)).toEqual([]);
  });

  test("keeps a cursor for each reader", async () => {
    const { ledger, tenant } = await start();
    const { deliveries } = ledger;

    await deliveries.writeCursor({ tenant, of: "tenant" }, "1-0");
    await deliveries.writeCursor({ tenant, of: "tenant" }, "2-0");

    expect(await deliveries.readCursor({ tenant, of: "tenant" })).toBe("2-0");
    expect(await deliveries.readCursor({ tenant, of: "system" })).toBeUndefined();
  });
}
