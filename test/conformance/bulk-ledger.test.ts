import { describeBulkLedger, ManualClock, MemoryLedger } from "@penstock/testkit";

let tenants = 0;

describeBulkLedger("the memory ledger", async () => {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  tenants += 1;
  return {
    ledger,
    stopSignals: ledger,
    tenant: `tenant-${tenants}`,
    passTime: async (ms = 1) => clock.advance(ms),
  };
});
