import type { JournalEntry } from "@penstock/cos-emulator";
import { describe, expect, test } from "vitest";
import { Traffic } from "./traffic.ts";

function part(entry: Partial<JournalEntry>): JournalEntry {
  return {
    call: "UploadPart",
    bucket: "local-1250000000",
    key: "object",
    part: 1,
    seq: 1,
    atMs: 0,
    durationMs: 100,
    attempt: 1,
    status: 200,
    bytesReceived: 1000,
    ...entry,
  };
}

function trafficOf(...entries: readonly JournalEntry[]): Traffic {
  const traffic = new Traffic();
  traffic.add(entries);
  return traffic;
}

describe("the traffic", () => {
  test("counts nothing as sent again when every part came once", () => {
    const traffic = trafficOf(part({}), part({ part: 2 }), part({ key: "other" }));

    expect(traffic.figures()).toMatchObject({ receivedBytes: 3000, resentBytes: 0 });
  });

  test("counts a part that came twice, and one that was cut before", () => {
    const traffic = trafficOf(
      part({}),
      part({}),
      part({ part: 2, status: "cut", bytesReceived: 300 }),
      part({ part: 2 }),
    );

    expect(traffic.figures()).toMatchObject({ receivedBytes: 3300, resentBytes: 1300 });
  });

  test("does not count a part that was cut and never came again", () => {
    const traffic = trafficOf(part({ status: "cut", bytesReceived: 300 }));

    expect(traffic.figures()).toMatchObject({ receivedBytes: 300, resentBytes: 0 });
  });

  test("counts an object in one PUT like a part, and nothing else", () => {
    const put: Partial<JournalEntry> = { call: "PutObject" };
    const traffic = trafficOf(part(put), part(put), part({ call: "CompleteMultipartUpload" }));

    expect(traffic.figures()).toMatchObject({ receivedBytes: 2000, resentBytes: 1000 });
  });
});

describe("the recovery of a part", () => {
  test("takes from the kill of its worker to its success", () => {
    const traffic = new Traffic();
    traffic.noteWorkerKill(5000);

    traffic.add([
      part({ atMs: 4000, durationMs: 1050, status: "cut" }),
      part({ atMs: 20_000, durationMs: 500, status: 503 }),
      part({ atMs: 21_000, durationMs: 500 }),
      part({ atMs: 30_000 }),
    ]);

    expect(traffic.figures().recoverySeconds).toEqual([16.5]);
  });

  test("counts a part that was only slow when its worker was killed", () => {
    const traffic = new Traffic();
    traffic.noteWorkerKill(5000);

    traffic.add([
      part({ atMs: 4000, durationMs: 1000, status: "cut", faultId: "slow-read-3" }),
      part({ atMs: 8000, durationMs: 1000 }),
    ]);

    expect(traffic.figures().recoverySeconds).toEqual([4]);
  });

  test("is not counted for parts that were cut for another reason", () => {
    const traffic = new Traffic();
    traffic.noteWorkerKill(5000);

    traffic.add([
      part({ atMs: 4000, status: "cut" }),
      part({ part: 2, atMs: 5000, status: "cut", faultId: "lose-response-1" }),
      part({ part: 3, atMs: 9000, status: "cut" }),
      part({ atMs: 20_000 }),
      part({ part: 2, atMs: 20_000 }),
      part({ part: 3, atMs: 20_000 }),
    ]);

    expect(traffic.figures().recoverySeconds).toEqual([]);
  });
});
