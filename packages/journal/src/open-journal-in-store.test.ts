import { type DocumentStore, type ErrorCode, type Log, PenstockError } from "@penstock/core";
import { silentLog } from "@penstock/testkit";
import { expect, test, vi } from "vitest";
import { openJournalInStore } from "./open-journal-in-store.ts";

/** Documents in memory; every call fails with the next of these codes, as long as there is one. */
function documents(failures: ErrorCode[]): DocumentStore {
  const kept = new Map<string, string | Uint8Array>();
  const tried = () => {
    const code = failures.shift();
    if (code !== undefined) {
      throw new PenstockError(code, `it said ${code}`);
    }
  };
  return {
    put: async (key, document) => {
      tried();
      kept.set(key, document);
    },
    putIfAbsent: async (key, text) => {
      tried();
      kept.set(key, kept.get(key) ?? text);
    },
    get: async (key) => {
      tried();
      return kept.get(key)?.toString();
    },
    getBytes: async () => expect.fail("a journal opens with texts alone"),
    list: async function* (prefix) {
      tried();
      yield* [...kept.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    delete: async (key) => {
      tried();
      kept.delete(key);
    },
  };
}

function open(failures: ErrorCode[]) {
  const error = vi.fn<Log["error"]>();
  const pauses: number[] = [];
  const pause = async (ms: number) => {
    pauses.push(ms);
  };
  const place = { objects: documents(failures), prefix: "journal/", name: "cloud:journal/" };
  return {
    error,
    pauses,
    opened: openJournalInStore(place, { log: { ...silentLog, error }, pause }),
  };
}

test.each<ErrorCode>([
  "store-unreachable",
  "store-throttled",
  "store-response-invalid",
  "credentials-expired",
  "clock-skewed",
])("a journal whose store says %s at start is waited for, and says why", async (code) => {
  const { error, pauses, opened } = open([code, code, code]);

  const journal = await opened;

  expect(await journal.jobs()).toEqual([]);
  expect(pauses).toEqual([500, 5000, 5000]);
  expect(error.mock.calls[0]).toEqual([
    { code, reason: `it said ${code}` },
    expect.stringContaining("cloud:journal/ cannot be used; retrying until it can"),
  ]);
});

test.each<[ErrorCode, string]>([
  ["store-refused", "give the credentials of its connection the right to write"],
  ["store-missing", "create the bucket"],
  ["store-rejected", "it said store-rejected"],
])("a journal whose store says %s ends the start, and says what helps", async (code, cure) => {
  const { pauses, opened } = open([code]);

  await expect(opened).rejects.toMatchObject({
    code: "settings-invalid",
    message: expect.stringMatching(`^PENSTOCK_JOURNAL: cloud:journal/ cannot hold .*${cure}`),
  });
  expect(pauses).toEqual([]);
});

test("a refusal that shows once the store is back ends the start", async () => {
  const { opened } = open(["store-unreachable", "store-refused"]);

  await expect(opened).rejects.toMatchObject({ code: "settings-invalid" });
});
