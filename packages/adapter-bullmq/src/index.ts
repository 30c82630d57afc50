export { BullmqTaskQueue } from "./bullmq-task-queue.ts";
export {
  consumeFinalize,
  consumeParts,
  consumePlan,
  consumePlanning,
  consumeWork,
} from "./consume.ts";
export type { Consumer, ConsumerOptions } from "./consumer.ts";
