import { once } from "node:events";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { sendStreamed } from "./body-stream.ts";

const signal = new AbortController().signal;
const lengthBytes = 3;

/** Sends a source that gives `first` at once, and `rest` only when the store has answered to that. */
function sendToHastyStore(first: string, rest: () => string | undefined): Promise<string> {
  const answered = Promise.withResolvers<void>();

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(first);
    await answered.promise;
    const last = rest();
    if (last !== undefined) {
      yield Buffer.from(last);
    }
  }

  async function answerAfterOneChunk(stream: Readable): Promise<string> {
    await once(stream, "data");
    stream.pause();
    answered.resolve();
    return "stored";
  }

  return sendStreamed({ lengthBytes, chunks: chunks() }, signal, answerAfterOneChunk);
}

test("an answer is believed that comes after the last byte but before the source has ended", async () => {
  const answer = sendToHastyStore("abc", () => undefined);

  await expect(answer).resolves.toBe("stored");
});

test("a source that turns out to have more bytes is wrong, whatever the store answered", async () => {
  const answer = sendToHastyStore("abc", () => "d");

  await expect(answer).rejects.toMatchObject({ code: "source-length-wrong" });
});

test("a source that breaks after its last byte rejects with its own error", async () => {
  const error = new Error("the source changed");
  const answer = sendToHastyStore("abc", () => {
    throw error;
  });

  await expect(answer).rejects.toBe(error);
});

test("an answer that comes before the last byte is not believed", async () => {
  const answer = sendToHastyStore("ab", () => "c");

  await expect(answer).rejects.toMatchObject({ code: "store-answer-invalid" });
});
