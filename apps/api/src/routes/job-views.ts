import {
  type AttemptFailure,
  areTotalsFinal,
  DEFAULT_WEIGHT,
  destinationKeys,
  type Forecast,
  isFinished,
  isTerminal,
  type JobId,
  type JobRecord,
  type JobState,
  jobHealthOf,
  manifestText,
  type ProcessPresence,
  pendingOf,
  pinnedBy,
  type Selection,
  stateOfJob,
  type Transfer,
  type TransferState,
  weightOf,
} from "@penstock/core";
import type { JobView, TransferView } from "@penstock/wire";

type Around = {
  readonly liveWorkers: number;
  readonly nowMs: number;
  readonly processes?: readonly ProcessPresence[];
  readonly supersededBy?: JobId | undefined;
  readonly forecast?: Forecast | undefined;
};

/** Shown to clients of a job: its counts as a state, and what may be done with it. */
export function toJobView(
  record: JobRecord,
  { processes = [], supersededBy, forecast, ...surroundings }: Around,
): JobView {
  const { job, counts, progress, finishedAtMs } = record;
  const state = stateOfJob(record);
  const repeats = isFinished(state) ? [] : repeatsOf(record, processes);
  const isRepeated = repeats.length > 0;
  return {
    id: job.id,
    name: job.name,
    state,
    health: jobHealthOf(record, { ...surroundings, isRepeated }),
    isPaused: record.isPaused === true,
    actions: actionsOf(record),
    weight: job.weight ?? DEFAULT_WEIGHT,
    deadline: deadlineOf(record),
    labels: { ...job.labels },
    progress: {
      totalsFinal: areTotalsFinal(record),
      bytesTotal: progress.bytesTotal,
      bytesStored: progress.bytesStored,
      partsTotal: progress.partsTotal,
      partsStored: progress.partsStored,
      transfersTotal: counts.listed,
      transfersStored: counts.stored,
      transfersSkipped: counts.skipped,
      transfersFailed: counts.failed,
      transfersCancelled: counts.aborted,
      // An open list is waited for as well, but it is no object.
      transfersPending: pendingOf(counts) - counts.listing,
      retries: progress.retries,
      percent: percentOf(record, state),
      ...toForecastView(forecast),
    },
    list: listOf(record),
    workers: surroundings.liveWorkers,
    repeats,
    schedule: toOrigin(job),
    retryOf: job.retryOf ?? null,
    supersededBy: supersededBy ?? null,
    createdAt: toTimestamp(job.createdAtMs),
    finishedAt: finishedAtMs === undefined ? null : toTimestamp(finishedAtMs),
  };
}

function toForecastView(
  forecast: Forecast | undefined,
): Pick<JobView["progress"], "bytesPerSecond" | "etaSeconds" | "etaRange"> {
  if (forecast?.kind !== "known") {
    return { bytesPerSecond: forecast?.bytesPerSecond ?? null, etaSeconds: null, etaRange: null };
  }
  const { bytesPerSecond, leftMs, rangeMs } = forecast;
  const [earliest, latest] = rangeMs;
  return {
    bytesPerSecond,
    etaSeconds: Math.ceil(leftMs / 1000),
    etaRange: [Math.floor(earliest / 1000), Math.ceil(latest / 1000)],
  };
}

function deadlineOf({ job, late, ...record }: JobRecord): JobView["deadline"] {
  if (job.deadlineMs === undefined) {
    return null;
  }
  const { finishedAtMs } = record;
  const isOver = finishedAtMs !== undefined;
  const isMissed = isOver && finishedAtMs > job.deadlineMs;
  return {
    at: toTimestamp(job.deadlineMs),
    isLate: isOver ? isMissed : late !== undefined,
    since: late === undefined || (isOver && !isMissed) ? null : toTimestamp(late.sinceMs),
    reason: isOver ? (isMissed ? "missed" : null) : (late?.reason ?? null),
    weight: weightOf(job, isOver ? undefined : late),
  };
}

function toOrigin({ schedule }: JobRecord["job"]): JobView["schedule"] {
  return schedule === undefined
    ? null
    : {
        name: schedule.name,
        scheduledFor: toTimestamp(schedule.scheduledForMs),
        isManual: schedule.isManual === true,
      };
}

/** What the job may wait for although none of its steps failed. */
function repeatsOf({ job }: JobRecord, processes: readonly ProcessPresence[]): JobView["repeats"] {
  return processes.flatMap(({ id, role, repeats = [] }) =>
    repeats
      .filter(({ jobIds }) => jobIds.includes(job.id))
      .map(({ what, failures, cause, sinceMs, nextTryAtMs }) => ({
        ...{ process: id, role, what, failures },
        cause: { ...cause },
        since: toTimestamp(sinceMs),
        nextTry: toTimestamp(nextTryAtMs),
      })),
  );
}

export function actionsOf(record: JobRecord): JobView["actions"] {
  const { isPaused, isCancelled } = record;
  if (isFinished(stateOfJob(record)) || isCancelled) {
    return [];
  }
  return [isPaused === true ? "resume" : "pause", "cancel"];
}

function listOf({ job, counts, bulk }: JobRecord): JobView["list"] {
  if (job.bulk === undefined) {
    return null;
  }
  const cause = bulk?.brokenBy;
  const { verb, selection, destination } = job.bulk;
  return {
    verb,
    source: { connection: selection.connection, kind: selection.kind, name: nameOf(selection) },
    destination: { connection: destination.connection, key: destination.template },
    isComplete: counts.listing === 0,
    openPieces: counts.listing,
    brokenPieces: bulk?.brokenShards ?? 0,
    brokenBy: cause === undefined ? null : { ...cause },
    extra: bulk?.extra ?? 0,
    isOneWay: verb === "copy" || destinationKeys(job.bulk, job.createdAtMs) === undefined,
    isRecorded: bulk?.isRecorded ?? false,
  };
}

function nameOf(selection: Selection): string {
  switch (selection.kind) {
    case "keys":
      return selection.keys[0] ?? "";
    case "prefix":
      return selection.prefix;
    case "tree":
      return selection.folder;
    case "manifest":
      return manifestText(selection.manifest);
    case "rows":
      return selection.jobId;
    default:
      return selection satisfies never;
  }
}

/** A total that still grows has no percentage, and only a job that succeeded has all of it. */
function percentOf({ job, counts, progress }: JobRecord, state: JobState): number | null {
  if (!areTotalsFinal({ job, counts })) {
    return null;
  }
  if (state === "succeeded") {
    return 100;
  }
  const { bytesTotal, bytesStored } = progress;
  const tenths = bytesTotal === 0 ? 0 : Math.floor((bytesStored / bytesTotal) * 1000);
  return Math.min(tenths, 999) / 10;
}

export function toTransferView(
  transfer: Transfer,
  failures: readonly AttemptFailure[],
  processes: readonly ProcessPresence[] = [],
): TransferView {
  const { id, source, destination, state, generation } = transfer;
  return {
    id,
    source: { ...source },
    destination: { ...destination },
    options: optionsOf(transfer),
    state: state.kind,
    generation,
    pinnedBy: "upload" in state ? pinnedBy(state.upload.sourceVersion) : null,
    leftBehind: leftBehindOf(state),
    plan: "upload" in state ? { ...state.upload.plan } : null,
    object: objectOf(state),
    cause: causeOf(state),
    leftAlone: leftAloneOf(transfer, processes),
    failures: failures.map(({ step, atMs, process, cause, requestId }) => ({
      step: typeof step === "number" ? `part ${step}` : step,
      at: toTimestamp(atMs),
      process,
      cause: { ...cause },
      requestId: requestId ?? null,
    })),
  };
}

function optionsOf({ options }: Transfer): TransferView["options"] {
  const { partSizeBytes, overwrite, verify = "part", attributePolicy = "preserve" } = options;
  const { metadata, tags, ...attributes } = options.attributes;
  return {
    ...(partSizeBytes !== undefined && { partSizeBytes }),
    ...{ overwrite, verify, attributes: attributePolicy },
    ...attributes,
    metadata: { ...metadata },
    ...(tags !== undefined && { tags: { ...tags } }),
  };
}

function leftBehindOf(state: TransferState): TransferView["leftBehind"] {
  const { leftBehind = [] } = "upload" in state ? state.upload : {};
  return leftBehind.map(({ names, reason }) => ({ names: [...names], reason }));
}

/** Only while it is in progress: an ended job needs no action. */
function leftAloneOf(
  { state, source, destination }: Transfer,
  processes: readonly ProcessPresence[],
): TransferView["leftAlone"] {
  const used = [source.connection, destination.connection];
  return isTerminal(state)
    ? []
    : toLeftAlone(processes).filter(({ connection }) => used.includes(connection));
}

export type LeftAlone = TransferView["leftAlone"][number];

/** Every connection that a process does not use now. */
export function toLeftAlone(processes: readonly ProcessPresence[]): TransferView["leftAlone"] {
  return processes.flatMap(({ id, role, leftAlone }) =>
    leftAlone.map(({ connection, side, cause, sinceMs, nextTryAtMs }) => ({
      process: id,
      role,
      connection,
      side,
      cause: { ...cause },
      since: toTimestamp(sinceMs),
      nextTry: toTimestamp(nextTryAtMs),
    })),
  );
}

function objectOf(state: TransferState): TransferView["object"] {
  if (state.kind !== "stored") {
    return null;
  }
  const { etag, sizeBytes, checksum, verifiedBy, encryption, versionId } = state.object;
  const algorithm = state.upload.checksum;
  return {
    etag,
    sizeBytes,
    checksum: checksum === undefined ? null : { algorithm, value: checksum },
    verifiedBy,
    encryption: encryption ?? null,
    versionId: versionId ?? null,
  };
}

function causeOf(state: TransferState): TransferView["cause"] {
  if ("cause" in state) {
    return { ...state.cause };
  }
  // The one reason to skip: the job said not to overwrite.
  return state.kind === "skipped" ? { code: "destination-exists", message: state.reason } : null;
}

function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
