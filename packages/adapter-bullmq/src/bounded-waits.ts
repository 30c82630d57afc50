import type { Worker } from "bullmq";

/**
 * How much longer a wait may last than what is waited for: BullMQ drops a response that is overdue by a second,
 * and closing a connection whose other end is silent takes two more.
 */
const GRACE_MS = 4_000;

/**
 * Bounds every wait of a worker for its second connection, which only tells it that it need not look by itself.
 * ioredis leaves some of these waits open for ever: a cluster that fell into two between the refresh of its slots
 * and the check that it is whole, a connection that is closed while it has no socket. Such a worker
 * would be idle beside a full queue, with all its connections up. So it looks, whatever has become of them.
 */
export function boundWaits(worker: Worker<unknown, void>): void {
  const backend = worker.getBackend();
  const waitForJob = backend.waitForJob.bind(backend);
  const reconnect = backend.reconnectBlocking.bind(backend);
  const disconnect = backend.disconnectBlocking.bind(backend);
  backend.waitForJob = (seconds) => atMost(waitForJob(seconds), seconds * 1000 + GRACE_MS, null);
  backend.reconnectBlocking = () => atMost(reconnect(), GRACE_MS, undefined);
  backend.disconnectBlocking = (wait) => atMost(disconnect(wait), GRACE_MS, undefined);
}

/**
 * The result of the work, or after the limit the other one: the work itself goes on, unheeded. A wait that ends then may
 * take the marker that was meant for another one, which looks at the end of its own time.
 */
async function atMost<Result>(
  work: Promise<Result>,
  limitMs: number,
  otherwise: Result,
): Promise<Result> {
  const { promise: late, resolve } = Promise.withResolvers<Result>();
  const timer = setTimeout(resolve, limitMs, otherwise);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
