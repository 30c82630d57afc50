import { apply, type Transfer } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, reportOf, type Start } from "./ledger-scenario.ts";

export function describeWork(open: Start): void {
  describe("the work of a tenant shows", () => {
    async function start() {
      const scenario = await open();
      const { ledger, tenant } = scenario;
      const work = async () => (await ledger.parts.work()).find((each) => each.tenant === tenant);
      return { scenario, work, ledger, tenant };
    }

    test("nothing of a tenant that was never seen", async () => {
      const { work } = await start();

      expect(await work()).toBeUndefined();
    });

    test("transfers that wait to be planned as open, and as no work for workers", async () => {
      const { scenario, work } = await start();
      await scenario.planned();

      expect(await work()).toMatchObject({ inFlight: 0, queuedTransfers: 0, openTransfers: 1 });
    });

    test("what is queued and in flight, from the first part to the last", async () => {
      const { scenario, ledger, tenant, work } = await start();
      await scenario.uploading(3);
      await ledger.parts.setInFlightLimit(tenant, 2);
      const seen = [await work()];

      const { tasks } = await ledger.parts.dispatch(tenant);
      seen.push(await work());
      for (const task of tasks) {
        const { tasks: more } = await ledger.parts.dispatch(tenant, reportOf(task));
        for (const last of more) {
          await ledger.parts.dispatch(tenant, reportOf(last));
        }
      }
      seen.push(await work());

      expect(seen).toMatchObject([
        { inFlight: 0, queuedTransfers: 1, openTransfers: 1 },
        { inFlight: 2, queuedTransfers: 1, openTransfers: 1 },
        { inFlight: 0, queuedTransfers: 0, openTransfers: 1 },
      ]);
    });

    test("nothing of transfers that were stopped", async () => {
      const { scenario, ledger, tenant, work } = await start();
      const transfer = await scenario.uploading(3);
      await ledger.parts.dispatch(tenant);

      await ledger.transfers.save(transfer, cancelled(transfer));
      await ledger.parts.dispatch(tenant);

      expect(await work()).toMatchObject({ inFlight: 0, queuedTransfers: 0 });
    });

    test("how many parts may be in flight", async () => {
      const { scenario, ledger, tenant, work } = await start();
      await scenario.uploading(10);
      const inFlightLimit = { units: 3, bound: "turn" };
      await ledger.parts.setInFlightLimit(tenant, 3);

      await ledger.parts.dispatch(tenant);

      expect(await work()).toMatchObject({ inFlight: 3, queuedTransfers: 1, inFlightLimit });
    });

    test.each(["turn", "limit", "window"] as const)(
      "that it is bound by its %s, as a claim is told",
      async (bound) => {
        const { scenario, ledger, tenant, work } = await start();
        await scenario.uploading(3);
        await ledger.parts.setInFlightLimit(tenant, 2, bound);

        const { boundBy } = await ledger.parts.dispatch(tenant);

        expect(boundBy).toBe(bound);
        expect(await work()).toMatchObject({ inFlightLimit: { units: 2, bound } });
      },
    );
  });
}

function cancelled(transfer: Transfer): Transfer {
  return apply(transfer, transfer.generation, { kind: "cancel-requested", cause: CAUSE });
}
