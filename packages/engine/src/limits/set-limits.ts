// Limits are read and changed by requests.

import {
  type ConfigDocument,
  type ConfigKind,
  type ConfigStore,
  type Job,
  type JobId,
  type JobRef,
  LimitCalendar,
  type Limits,
  type LimitsInput,
  PenstockError,
  parseLimits,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { jobClaimLimits } from "./claim-limits.ts";
import { jobLimitsName, type LimitForms } from "./limit-book.ts";

/** Where limits are kept. */
export type LimitDesk = { readonly config: ConfigStore; readonly limitForms: LimitForms };

type Place = { readonly kind: ConfigKind<Limits>; readonly name: string };

export function jobLimitsPlace({ limitForms }: LimitDesk, tenant: string, jobId: JobId): Place {
  return { kind: limitForms.jobLimits, name: jobLimitsName(tenant, jobId) };
}

export function readLimitsAt(
  { config }: LimitDesk,
  { kind, name }: Place,
): Promise<ConfigDocument<Limits> | undefined> {
  return config.read(kind, name);
}

/**
 * @param revision the one that the change was made of; left out: whatever it is
 * @throws PenstockError `state-conflict`
 */
export async function setLimitsAt(
  desk: LimitDesk,
  { kind, name }: Place,
  { limits, revision }: { readonly limits: Limits; readonly revision?: number | undefined },
): Promise<ConfigDocument<Limits>> {
  const known = revision ?? (await desk.config.read(kind, name))?.revision ?? 0;
  return desk.config.write(kind, name, { revision: known, value: limits });
}

/** As JSON merge patch has it (RFC 7396). */
export type LimitsPatch = {
  readonly [name in keyof LimitsInput]?: LimitsInput[name] | null;
};

/**
 * The limits of a job as a patch leaves them, to be written.
 *
 * @throws PenstockError `request-invalid` that names each thing that is wrong
 */
export async function patchedJobLimits(
  desk: LimitDesk,
  { tenant, jobId }: JobRef,
  patch: LimitsPatch | null,
): Promise<{ readonly limits: Limits; readonly revision: number }> {
  const { kind, name } = jobLimitsPlace(desk, tenant, jobId);
  const document = await desk.config.read(kind, name);
  const merged = patch === null ? {} : { ...document?.value, ...patch };
  const kept = Object.entries(merged).filter(([, value]) => value !== null);
  const limits = parseLimits(Object.fromEntries(kept));
  return { limits, revision: document?.revision ?? 0 };
}

/** What was set is forgotten: the settings hold, or no limit. */
export async function dropLimitsAt(desk: LimitDesk, { kind, name }: Place): Promise<void> {
  const document = await desk.config.read(kind, name);
  if (document !== undefined) {
    await desk.config.delete(kind, name, document.revision);
  }
}

type KeepingEngine = OnPorts<"parts"> &
  Pick<Engine, "clock"> & { readonly limitDesk?: LimitDesk | undefined };

/**
 * Written before the job is: no part of it may start without its limits. What is left of a job that was not
 * accepted goes with the next sweep.
 *
 * @throws PenstockError `not-implemented` where this process keeps no limits
 */
export async function keepLimits(
  { limitDesk, ledger, clock }: KeepingEngine,
  { tenant, id }: Pick<Job, "tenant" | "id">,
  limits: Limits,
): Promise<void> {
  if (limitDesk === undefined) {
    throw new PenstockError("not-implemented", "this process keeps no limits: nothing was done");
  }
  await setLimitsAt(limitDesk, jobLimitsPlace(limitDesk, tenant, id), { limits });
  const set = jobClaimLimits(id, new LimitCalendar(limits), clock.nowMs());
  if (set.length > 0) {
    await ledger.parts.setClaimLimits(tenant, { set, lifted: [] });
  }
}
