import type { NewObject } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { listed, patternOf, type StoreScenario, signal } from "./object-store-scenario.ts";

/** What a store must do when an object may not be replaced. */
export function describeOverwriting(given: StoreScenario): void {
  describe("an object that may not be replaced", () => {
    test("is stored where nothing is", async () => {
      const put = given.newObject();
      const uploaded = given.newObject();

      await putGuarded(given, put);
      await completeGuarded(given, uploaded, async () => undefined);

      expect(await tokenAt(given, put)).toBe(put.token);
      expect(await tokenAt(given, uploaded)).toBe(uploaded.token);
    });

    test("survives a PUT, where the store has a guard", async () => {
      const object = await given.put(patternOf(1, 10));

      const put = putGuarded(given, { ...object, token: "second" });

      await expectGuarded(given, put, object);
    });

    test("survives a Complete, where the store has a guard", async () => {
      const object = given.newObject();

      // The object comes late, because some stores look at Initiate already.
      const complete = completeGuarded(given, { ...object, token: "second" }, async () => {
        await given.put(patternOf(1, 10), object);
      });

      await expectGuarded(given, complete, object);
    });
  });
}

async function putGuarded(given: StoreScenario, object: NewObject): Promise<void> {
  const body = given.bodyOf(patternOf(2, 20));
  await given.store.put({ ...object, forbidOverwrite: true }, body, signal);
}

async function completeGuarded(
  given: StoreScenario,
  object: NewObject,
  beforeComplete: () => Promise<void>,
): Promise<void> {
  const bytes = patternOf(2, 20);
  const ref = await given.openUpload({ ...object, forbidOverwrite: true });
  const part = listed(1, await given.upload(ref, 1, bytes));
  await beforeComplete();
  await given.complete(ref, [part], [bytes], { forbidOverwrite: true });
}

/** Without a guard the second one wins: a caller that must not replace has to look before. */
async function expectGuarded(
  given: StoreScenario,
  second: Promise<void>,
  object: NewObject,
): Promise<void> {
  if (given.store.profile.behaviour.overwriteGuard.is === "none") {
    await second;
    expect(await tokenAt(given, object)).toBe("second");
  } else {
    await expect(second).rejects.toMatchObject({ code: "destination-exists" });
    expect(await tokenAt(given, object)).toBe(object.token);
  }
}

async function tokenAt(given: StoreScenario, { key }: NewObject): Promise<string | undefined> {
  return (await given.store.head(key, given.algorithm, signal))?.token;
}
