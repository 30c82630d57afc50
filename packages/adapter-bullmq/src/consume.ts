import type { PartTask, TransferRef } from "@penstock/core";
import { decodePartTask, decodeTransferTask } from "@penstock/wire";
import { BullmqConsumer } from "./bullmq-consumer.ts";
import type { Consumer, ConsumerOptions } from "./consumer.ts";

export function consumeParts(options: ConsumerOptions<PartTask>): Consumer<PartTask> {
  return new BullmqConsumer("parts", decodePartTask, options);
}

export function consumePlan(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("plan", decodeTransferTask, options);
}

export function consumeFinalize(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("finalize", decodeTransferTask, options);
}
