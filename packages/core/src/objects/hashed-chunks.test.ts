import { expect, test } from "vitest";
import { PhaseTimer } from "../explain/phase-timer.ts";
import { HashedChunks } from "./hashed-chunks.ts";

const CHUNKS = [new Uint8Array([1, 2]), new Uint8Array([3])];

function reading({ isHeld = () => true }: { readonly isHeld?: () => boolean } = {}) {
  let nowMs = 0;
  const said: string[] = [];
  async function* source() {
    try {
      for (const chunk of CHUNKS) {
        nowMs += 10;
        yield chunk;
      }
    } finally {
      said.push("closed");
    }
  }
  const timer = new PhaseTimer({ nowMs: () => nowMs });
  const hasher = {
    update: (bytes: Uint8Array) => said.push(`hashed ${bytes.join()}`),
    digest: () => "",
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const chunks = new HashedChunks(source(), hasher, { timer, holdsLease: isHeld }, "sendMs");
  return { chunks, timer, said, pass };
}

test("chunks come as they are, each hashed once, and their times go where they passed", async () => {
  const { chunks, timer, said, pass } = reading();
  const sent: Uint8Array[] = [];
  for await (const chunk of chunks) {
    sent.push(chunk);
    pass(5);
  }

  expect(sent).toEqual(CHUNKS);
  expect(said).toEqual(["hashed 1,2", "hashed 3", "closed"]);
  expect(timer.movedBytes).toBe(3);
  expect(timer.phases).toEqual({
    ...{ queueMs: 0, firstByteMs: 10, readMs: 10, sendMs: 10, responseMs: 0 },
  });
});

test("a part whose lease is over ends its source, and gives no further byte", async () => {
  let isHeld = true;
  const { chunks, said } = reading({ isHeld: () => isHeld });
  await chunks.next();
  isHeld = false;

  await expect(chunks.next()).rejects.toMatchObject({ code: "attempt-interrupted" });
  expect(said.at(-1)).toBe("closed");
});

test("a reader that stops early ends the source", async () => {
  const { chunks, said } = reading();
  for await (const _ of chunks) {
    break;
  }

  expect(said).toEqual(["hashed 1,2", "closed"]);
});
