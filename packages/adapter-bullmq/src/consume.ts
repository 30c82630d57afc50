import type { PartTask, TransferRef } from "@penstock/core";
import { decodePartTask, decodeTransferTask } from "@penstock/wire";
import { BullmqConsumer, type Consumer, type ConsumerOptions } from "./bullmq-consumer.ts";

export function consumeParts(options: ConsumerOptions<PartTask>): Consumer<PartTask> {
  return new BullmqConsumer("parts", decodePartTask, options);
}

export function consumePlan(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("plan", decodeTransferTask, options);
}

export function consumeFinalize(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("finalize", decodeTransferTask, options);
}
