import { isJobId, newJobRecord } from "@penstock/core";
import { expect, test } from "vitest";
import { traceRequest } from "./tracing.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** What a job keeps of the header where no SDK is registered. */
async function keptOf(header: string | undefined) {
  const kept: (string | undefined)[] = [];
  const id = "job_01jd9zv8r3e4kbyh2m5n6p7q8r";
  await traceRequest(header, async (traceparent) => {
    kept.push(traceparent);
    if (!isJobId(id)) {
      throw new Error("the sample id is none");
    }
    return newJobRecord({ id, tenant: "default", name: "", labels: {}, createdAtMs: 0 }, 1);
  });
  return kept;
}

test("without an SDK a job keeps the span of its caller", async () => {
  expect(await keptOf(TRACEPARENT)).toEqual([TRACEPARENT]);
});

test("of a later version of the header, what this one knows is kept", async () => {
  const later = TRACEPARENT.replace("00-", "01-");

  expect(await keptOf(`${later}-what-comes`)).toEqual([TRACEPARENT]);
});

test.each([
  undefined,
  "",
  "00",
  `${TRACEPARENT}-more`,
  `${TRACEPARENT}, ${TRACEPARENT}`,
  TRACEPARENT.toUpperCase(),
  TRACEPARENT.replace("00-", "ff-"),
  TRACEPARENT.replace(/-0af[0-9a-f]*-/, `-${"0".repeat(32)}-`),
  TRACEPARENT.replace(/-b7ad[0-9a-f]*-/, `-${"0".repeat(16)}-`),
  "canary\r\nheader: of a caller",
])("a header that names no span is left alone, and refuses nothing: %j", async (header) => {
  expect(await keptOf(header)).toEqual([undefined]);
});
