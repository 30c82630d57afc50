export type { Consumer, ConsumerOptions } from "./bullmq-consumer.ts";
export { BullmqTaskQueue } from "./bullmq-task-queue.ts";
export { consumeFinalize, consumeParts, consumePlan } from "./consume.ts";
