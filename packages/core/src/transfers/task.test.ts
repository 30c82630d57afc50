import { expect, test } from "vitest";
import { toPartNumber } from "../ids.ts";
import { EVENTS, transferIn } from "./lifecycle-examples.ts";
import { partTaskOf } from "./task.ts";

test("a part task carries its range, its generation and the upload as it was frozen", () => {
  const transfer = transferIn("uploading", 2);
  const { upload } = EVENTS["upload-opened"];

  const task = partTaskOf(transfer, upload, toPartNumber(3));

  expect(task).toEqual({
    tenant: transfer.tenant,
    transferId: transfer.id,
    jobId: transfer.jobId,
    generation: 2,
    number: 3,
    taskPart: 3,
    source: transfer.source,
    destination: transfer.destination,
    upload,
    range: { startByte: 32 * 1024 ** 2, lengthBytes: 8 * 1024 ** 2 },
  });
});
