import type { Lab } from "./lab.ts";

/** One figure of ours, beside those of others who did the same work in the same rounds. */
export type Result = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** By the other's name, in the same unit. */
  readonly peers?: Readonly<Record<string, number>>;
  /** Ours by the other's: the median of the ratios of the rounds, not the ratio of the medians. */
  readonly ratios?: Readonly<Record<string, number>>;
  readonly mibPerSecond?: number;
  /** The most memory that our process held, or each of our processes. */
  readonly rssMiB?: number | Readonly<Record<string, number>>;
  readonly redisCallsPerPart?: number;
  readonly redisBytesPerPart?: number;
  readonly redisCallsPerObject?: number;
  readonly redisCpuUsPerObject?: number;
  /** Of api, coordinator and Redis together. */
  readonly controlPlaneUsPerObject?: number;
  readonly requestsPerThousand?: number;
  readonly cpuMsPerThousand?: number;
  readonly redisPeakMiB?: number;
  /** Of one core, by the process that is measured. */
  readonly corePercent?: number;
  /** Bottlenecks that were named as what they are. */
  readonly right?: number;
  readonly lost?: number;
  readonly repeated?: number;
  readonly ms?: number;
  readonly bytes?: number;
  readonly us?: number;
  readonly startMs?: number;
  readonly workersThatMoved?: number;
  /** Bytes of the heavier tenant by those of the lighter one. */
  readonly shareRatio?: number;
  /** What one tenant moves while the other is idle, by what both move together. */
  readonly idleShare?: number;
  readonly smallJobStartMs?: number;
  readonly responseMs?: number;
  readonly resentParts?: number;
  readonly openUploads?: number;
  /** Of the dashboard: script until a job's page is there, what updates take of the browser, … */
  readonly firstPaintScriptMs?: number;
  readonly mainThreadPercent?: number;
  /** Of more than 50 ms of a processor, while all jobs are scrolled. */
  readonly longTasks?: number;
  /** What a day of events leaves behind. */
  readonly heapGrowthMiB?: number;
  /** Of a limit: by which part of it the rate was off. */
  readonly deviation?: number;
  readonly changeSeenMs?: number;
  /** What takes longer with something slow beside it, by what it takes without. */
  readonly ratio?: number;
  /** What a connection that throttles took, of what it takes at most. */
  readonly goodput?: number;
  readonly failedParts?: number;
  /** The speed of another connection beside one that throttles, by its speed alone. */
  readonly otherConnection?: number;
  readonly runs: number;
  /** What has to be known to read the figure. */
  readonly note?: string;
};

export type Bench = {
  readonly name: string;
  readonly run: (lab: Lab) => Promise<readonly Result[]>;
};

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  /** Of the last minute when the run began: a busy machine bends figures, ratios less so. */
  readonly load: number;
  /** What answers the clients. */
  readonly sink: string;
  readonly isPinned: boolean;
};

export type Report = { readonly machine: Machine; readonly results: readonly Result[] };
