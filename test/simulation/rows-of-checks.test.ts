import type { Job, Row, RowFilter } from "@penstock/core";
import { MemoryRowArchive } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";

const KEYS = ["a", "b/1", "b/2", "c d"];
const TEMPLATE = "to/{key}";
const KEPT = "{destinationKey}";

/** A copy after which each side was changed, and a check that says so. */
async function compared() {
  const bulk = new BulkDeployment();
  const archive = new MemoryRowArchive();
  const { source, store } = bulk.deployment;
  for (const [index, key] of KEYS.entries()) {
    source.put(key, sampleBytes(index, 1000 + index));
  }
  await bulk.move(await bulk.submit({}, { template: TEMPLATE }));
  const object = store.objects.get("to/a");
  if (object === undefined) {
    throw new Error("nothing was copied");
  }
  store.objects.set("to/a", { ...object, bytes: sampleBytes(77, 999) });
  store.objects.set("to/zzz", { ...object, bytes: sampleBytes(78, 5) });
  store.objects.delete("to/b/1");
  const check = await bulk.submit({}, { template: TEMPLATE, check: {} });
  await bulk.move(check);
  await bulk.record(archive);
  return { bulk, archive, check };
}

function outcomesOf(rows: readonly Row[]): Record<string, string> {
  return Object.fromEntries(
    rows.map(({ key, destinationKey, outcome }) => [key, `${outcome} at ${destinationKey}`]),
  );
}

async function tried(
  { bulk, archive, check: of }: { bulk: BulkDeployment; archive: MemoryRowArchive; check: Job },
  filter: RowFilter,
  submission: Parameters<BulkDeployment["submit"]>[1] = {},
) {
  const job = await bulk.submit(
    { overwrite: "if_different" },
    { template: KEPT, perBatch: 1, rows: { of, archive, filter }, ...submission },
  );
  await bulk.move(job);
  return { rows: await bulk.rows(job), state: await bulk.deployment.stateOf(job.id) };
}

describe("the rows of a check", () => {
  test("are copied where both sides differ, to where each was compared, and are the same then", async () => {
    const found = await compared();
    const { bulk } = found;

    const { rows, state } = await tried(found, { outcomes: ["differs", "only_source"] });
    const again = await tried(found, {}, { check: {} });

    expect(outcomesOf(rows)).toEqual({ a: "stored at to/a", "b/1": "stored at to/b/1" });
    expect(state).toBe("succeeded");
    const copy = bulk.deployment.store.objects.get("to/b/1")?.bytes ?? [];
    expect(Buffer.from(copy).equals(sampleBytes(1, 1001))).toBe(true);
    expect(outcomesOf(again.rows)).toEqual({
      ...Object.fromEntries(KEYS.map((key) => [key, `same at to/${key}`])),
      zzz: "only_destination at to/zzz",
    });
  });

  test("are compared again by another check, also those that only the destination has", async () => {
    const found = await compared();
    found.bulk.deployment.store.objects.delete("to/zzz");

    const { rows } = await tried(
      found,
      { outcomes: ["differs", "only_source", "only_destination"] },
      { check: {} },
    );

    expect(outcomesOf(rows)).toEqual({
      a: "differs at to/a",
      "b/1": "only_source at to/b/1",
      zzz: "unreadable at to/zzz",
    });
  });

  test("name nothing to copy where only the destination has them", async () => {
    const { rows } = await tried(await compared(), { outcomes: ["only_destination"] });

    expect(rows).toEqual([]);
  });
});
