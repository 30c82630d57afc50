import {
  type AttemptStart,
  DEFAULT_WEIGHT,
  type DispatchResponse,
  type ErrorCode,
  type InFlightBound,
  type InFlightLimit,
  type Job,
  type JobId,
  MAX_WEIGHT,
  type PartDispatch,
  type PartReport,
  type PartTask,
  type TaskRef,
  type TenantWork,
  type TransferRef,
} from "@penstock/core";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import {
  formatReport,
  identityOf,
  parseAttempt,
  parseDispatch,
  parseHeld,
  untriedArguments,
} from "./part-documents.ts";
import { readWork } from "./tenant-work.ts";

const dispatch = new Script("parts/dispatch");
const beginAttempt = new Script("parts/begin-attempt");
const release = new Script("parts/release");
const noteUntried = new Script("parts/note-untried");
const heldParts = new Script("parts/held-parts");
const setPaused = new Script("parts/set-paused");
const changeJob = new Script("parts/change-job");
const setClaimLimits = new Script("parts/set-claim-limits");
const setAside = new Script("parts/set-aside");

export class RedisPartDispatch implements PartDispatch {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async dispatch(tenant: string, report?: PartReport): Promise<DispatchResponse> {
    const args = report === undefined ? [] : formatReport(report);
    const reply = await this.#calls.run(dispatch, tenant, args);
    const { response, damaged } = parseDispatch(tenant, reply, this.#calls.damage);
    if (damaged.length === 0) {
      return response;
    }
    await this.#calls.run(setAside, tenant, damaged);
    // The permits that they held are free for others.
    const again = await this.dispatch(tenant);
    const { next, isLastPart, isStored } = response;
    const tasks = [...response.tasks, ...again.tasks];
    const batches = [...response.batches, ...again.batches];
    return { ...again, tasks, batches, next, isLastPart, isStored };
  }

  async beginAttempt(task: TaskRef): Promise<AttemptStart> {
    return parseAttempt(await this.#calls.run(beginAttempt, task.tenant, identityOf(task)));
  }

  async release(task: TaskRef): Promise<void> {
    await this.#calls.run(release, task.tenant, identityOf(task));
  }

  async noteUntried(ref: TransferRef, code: ErrorCode, claimed?: TaskRef): Promise<void> {
    await this.#calls.run(noteUntried, ref.tenant, untriedArguments(ref, code, claimed));
  }

  async heldParts(tenant: string, heldMs: number, limit: number): Promise<readonly PartTask[]> {
    const reply = await this.#calls.run(heldParts, tenant, [heldMs, limit]);
    const { tasks, damaged } = parseHeld(reply, this.#calls.damage);
    if (damaged.length > 0) {
      await this.#calls.run(setAside, tenant, damaged);
    }
    return tasks;
  }

  async setInFlightLimit(
    tenant: string,
    units: number,
    bound: InFlightBound = "turn",
    of: InFlightLimit["of"] = undefined,
  ): Promise<void> {
    const key = `${tenantPrefix(tenant)}inFlightLimit`;
    await this.#calls.ask((redis) =>
      redis.mset(key, units, `${key}:bound`, bound, `${key}:of`, of ?? ""),
    );
  }

  async setPaused(
    tenant: string,
    jobId: JobId,
    isPaused: boolean,
    inFlight: "ends" | "stops" = "ends",
  ): Promise<void> {
    const args = [jobId, isPaused ? 1 : 0, inFlight === "stops" ? 1 : 0];
    await this.#calls.run(setPaused, tenant, args);
  }

  async changeJob(before: Job, after: Job): Promise<boolean> {
    const { tenant, id, weight = DEFAULT_WEIGHT, deadlineMs } = after;
    const documents = [JSON.stringify(before), JSON.stringify(after)];
    const args = [id, ...documents, weight, deadlineMs ?? "", MAX_WEIGHT];
    return (await this.#calls.run(changeJob, tenant, args)) === 1;
  }

  async setClaimLimits(
    tenant: string,
    { set, lifted }: Parameters<PartDispatch["setClaimLimits"]>[1],
  ): Promise<void> {
    const values = set.flatMap(({ name, units, bound }) => [name, units, bound]);
    await this.#calls.run(setClaimLimits, tenant, [lifted.length, ...lifted, ...values]);
  }

  work(): Promise<readonly TenantWork[]> {
    return this.#calls.ask(readWork);
  }
}
