import type { ConfigStore } from "@penstock/core";
import { LIMITS, ManualClock, MemoryConfigStore } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { ConfigView } from "./config-view.ts";

describe("a view of the configuration", () => {
  test("shows what another process changed and deleted, at its next look", async () => {
    const store = new MemoryConfigStore(new ManualClock());
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "two", { revision: 0, value: { bytes: 2 } });
    const view = new ConfigView(store, LIMITS);
    await view.refreshOnce();
    const before = [...view.documents.keys()];
    await store.write(LIMITS, "one", { revision: 1, value: { bytes: 3 } });
    await store.delete(LIMITS, "two", 1);

    await view.refreshOnce();

    expect(before).toEqual(["one", "two"]);
    expect([...view.documents.values()]).toMatchObject([{ name: "one", value: { bytes: 3 } }]);
  });

  test("reads no document while nothing changed", async () => {
    const store = new MemoryConfigStore(new ManualClock());
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    const view = new ConfigView(store, LIMITS);
    await view.refreshOnce();
    const { documents } = view;

    await view.refreshOnce();

    expect(view.documents).toBe(documents);
  });

  test("keeps what it knows while some may be missing, but for what is deleted", async () => {
    const clock = new ManualClock();
    const store = new MemoryConfigStore(clock);
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "two", { revision: 0, value: { bytes: 2 } });
    // As a Redis that was emptied: what it has came after that.
    const emptied = new MemoryConfigStore(clock);
    let asked: Pick<ConfigStore, "look" | "version"> = store;
    const view = new ConfigView(
      { look: (kind) => asked.look(kind), version: () => asked.version() },
      LIMITS,
    );
    const isKnown = [await view.refreshOnce()];
    asked = {
      look: async (kind) => ({ ...(await emptied.look(kind)), deleted: ["two"], isWhole: false }),
      version: () => emptied.version(),
    };
    await emptied.write(LIMITS, "three", { revision: 0, value: { bytes: 3 } });

    isKnown.push(await view.refreshOnce(), await view.refreshOnce());

    expect(isKnown).toEqual([true, false, false]);
    expect([...view.documents.keys()]).toEqual(["one", "three"]);
  });
});
