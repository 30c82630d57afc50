import {
  isJobId,
  isTransferId,
  type StopSignal,
  type StopSignals,
  toPartNumber,
} from "@penstock/core";
import { STOP_CHANNELS, tenantOfStopChannel } from "./ledger-keys.ts";
import { duplicateOf, type RedisClient } from "./redis-client.ts";
import { rejectionOf } from "./redis-rejections.ts";

/**
 * Stop signals over Redis pub/sub, on a connection of its own: one that subscribes can do nothing
 * else. It subscribes again by itself after an outage; what was published during it is lost, as the
 * port allows.
 */
export class RedisStopSignals implements StopSignals {
  readonly #redis: RedisClient;

  /** @param redis of the role `service`; it is duplicated, and stays the caller's */
  constructor(redis: RedisClient) {
    this.#redis = duplicateOf(redis, { lazyConnect: true });
    // The caller's connection to the same server reports the same outage.
    this.#redis.on("error", () => undefined);
  }

  async onStopped(listener: (signal: StopSignal) => void): Promise<void> {
    this.#redis.on("pmessage", (_pattern: string, channel: string, message: string) => {
      const signal = signalOf(tenantOfStopChannel(channel), message);
      if (signal !== undefined) {
        listener(signal);
      }
    });
    try {
      await this.#redis.psubscribe(STOP_CHANNELS);
    } catch (error) {
      throw rejectionOf(error) ?? error;
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}

/** A transfer's id; or why, and a job's id. Undefined for what another version says. */
function signalOf(tenant: string, message: string): StopSignal | undefined {
  if (isTransferId(message)) {
    return { tenant, transferId: message };
  }
  const [why, jobId = "", ...rest] = message.split(" ");
  if (why === "sent" && isTransferId(jobId)) {
    const [generation = 0, number = 0, taskPart = 0] = rest.map(Number);
    return { tenant, transferId: jobId, generation, number: toPartNumber(number), taskPart };
  }
  const isKnown = why === "cancelled" || why === "paused";
  return isKnown && isJobId(jobId) ? { tenant, jobId, why } : undefined;
}
