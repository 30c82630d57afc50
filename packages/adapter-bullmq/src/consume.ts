import type {
  DeliveryRef,
  PartTask,
  PlanTask,
  ScheduleRef,
  TransferRef,
  WorkTask,
} from "@penstock/core";
import {
  decodeDeliveryTask,
  decodePartTask,
  decodePlanTask,
  decodeScheduleTask,
  decodeTransferTask,
  decodeWorkTask,
} from "@penstock/wire";
import { BullmqConsumer } from "./bullmq-consumer.ts";
import type { Consumer, ConsumerOptions } from "./consumer.ts";

export function consumeParts(options: ConsumerOptions<PartTask>): Consumer<PartTask> {
  return new BullmqConsumer("parts", decodePartTask, options);
}

/** Parts and batches: both are moved by workers, in the same slots. */
export function consumeWork(options: ConsumerOptions<WorkTask>): Consumer<WorkTask> {
  return new BullmqConsumer("parts", decodeWorkTask, options);
}

export function consumePlan(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("plan", decodeTransferTask, options);
}

/** Transfers to plan, and lists to continue: a list has a short turn, and goes behind whatever waits. */
export function consumePlanning(options: ConsumerOptions<PlanTask>): Consumer<PlanTask> {
  return new BullmqConsumer("plan", decodePlanTask, options);
}

export function consumeFinalize(options: ConsumerOptions<TransferRef>): Consumer<TransferRef> {
  return new BullmqConsumer("finalize", decodeTransferTask, options);
}

/** Schedules whose tick has come, or will soon: what is due, the consumer looks up. */
export function consumeSchedules(options: ConsumerOptions<ScheduleRef>): Consumer<ScheduleRef> {
  return new BullmqConsumer("schedules", decodeScheduleTask, options);
}

/** Messages to webhooks whose attempt is due. */
export function consumeDeliveries(options: ConsumerOptions<DeliveryRef>): Consumer<DeliveryRef> {
  return new BullmqConsumer("webhooks", decodeDeliveryTask, options);
}
