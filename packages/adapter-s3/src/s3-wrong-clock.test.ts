import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createS3SourceReader } from "./s3-source-reader.ts";
import {
  closeAll,
  errorDocument,
  openStore,
  respondWith,
  signal,
  type TestStore,
  WAYS,
} from "./test-store.ts";

afterEach(closeAll);

const HOUR_MS = 3_600_000;

/** When a request says that it was made. */
function signedAtMs({ url = "", headers }: IncomingMessage): number {
  const moment = /X-Amz-Date=(\w+)/.exec(url)?.[1] ?? String(headers["x-amz-date"]);
  return Date.parse(moment.replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:"));
}

describe.each(Object.keys(WAYS))("%s by a clock that is off", (name) => {
  const ask = (opened: TestStore) => WAYS[name]?.(opened);

  test.each([-HOUR_MS, HOUR_MS])("by %i ms is about the clock, once", async (aheadMs) => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 10) - aheadMs;
    const date = new Date(nowMs + aheadMs).toUTCString();
    const rejection = respondWith(403, errorDocument("AccessDenied"), { date });
    const opened = await openStore(rejection, { clock: { nowMs: () => nowMs } });

    await expect(ask(opened)).rejects.toMatchObject({ code: "clock-skewed" });
    await expect(ask(opened)).rejects.toMatchObject({ code: "store-refused" });

    const [before = 0, after = 0] = opened.requests.map(({ request }) => signedAtMs(request));
    expect(Math.abs(after - before - aheadMs)).toBeLessThan(60_000);
  });

  test("is no rejection where it was signed before the clock was corrected", async () => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    const date = new Date(nowMs + HOUR_MS).toUTCString();
    const held: (() => void)[] = [];
    const opened = await openStore(
      (request, response) => {
        held.push(() =>
          respondWith(403, errorDocument("AccessDenied"), { date })(request, response),
        );
        if (held.length === 3) {
          for (const respond of held) {
            respond();
          }
        }
      },
      { clock: { nowMs: () => nowMs } },
    );

    const outcomes = await Promise.allSettled([ask(opened), ask(opened), ask(opened)]);

    expect(outcomes).toMatchObject(
      [0, 1, 2].map(() => ({ status: "rejected", reason: { code: "clock-skewed" } })),
    );
  });
});

test("once the store has told its time, steps of our own clock change nothing", async () => {
  const storeMs = Date.UTC(2026, 0, 2, 3, 10);
  let nowMs = storeMs - HOUR_MS;
  const date = new Date(storeMs).toUTCString();
  const opened = await openStore(respondWith(403, errorDocument("AccessDenied"), { date }), {
    clock: { nowMs: () => nowMs },
  });
  const head = async () =>
    await opened.store.head("key", "crc32", signal).catch((error: { code: string }) => error.code);

  const codes = [await head()];
  for (const stepMs of [HOUR_MS, -3 * HOUR_MS, 5 * HOUR_MS]) {
    nowMs += stepMs;
    codes.push(await head());
  }

  expect(codes).toEqual(["clock-skewed", "store-refused", "store-refused", "store-refused"]);
});

test("a HEAD of a source by a wrong clock waits, and is no rejection", async () => {
  const date = new Date(Date.now() + HOUR_MS).toUTCString();
  const { options } = await openStore(respondWith(403, "", { date }));
  const source = createS3SourceReader(options);
  onTestFinished(() => source.close());

  await expect(source.stat("key", signal)).rejects.toMatchObject({ code: "source-throttled" });
  await expect(source.stat("key", signal)).rejects.toMatchObject({
    code: "source-forbidden",
    message: "head key: the store answered 403 Forbidden (a HEAD has no body to say more)",
  });
});
