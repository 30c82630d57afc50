export { BullmqDeliveryQueue } from "./bullmq-delivery-queue.ts";
export { BullmqTaskQueue } from "./bullmq-task-queue.ts";
export { BullmqTimetable } from "./bullmq-timetable.ts";
export {
  consumeDeliveries,
  consumeFinalize,
  consumeParts,
  consumePlan,
  consumePlanning,
  consumeSchedules,
  consumeWork,
} from "./consume.ts";
export type { Consumer, ConsumerOptions } from "./consumer.ts";
export { CronCalendar } from "./cron-calendar.ts";
export type { QueueBacklog } from "./queue-backlog.ts";
