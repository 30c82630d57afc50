export type { Consumer, ConsumerOptions } from "./bullmq-consumer.ts";
export { BullmqTaskQueue } from "./bullmq-task-queue.ts";
export { consumeParts, consumePlan, consumeSettle } from "./consume.ts";
