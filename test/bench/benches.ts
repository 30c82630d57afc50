import { apiPost } from "./api-post/api-post.ts";
import { bulkMemory } from "./bulk/bulk-memory.ts";
import { bulkFirstPut, bulkSpread, urgent } from "./bulk/bulk-start.ts";
import { manySmallPuts, unchangedObjects } from "./bulk/small-objects.ts";
import { bulkLedger } from "./bulk-ledger.ts";
import { cliStart } from "./cli-start.ts";
import { controlPlane } from "./control-plane/control-plane.ts";
import { dashboard } from "./dashboard/dashboard.ts";
import { explain } from "./explain.ts";
import { LARGE_OBJECT_BENCHES } from "./large-objects.ts";
import { rateLimit } from "./limits/rate-limit.ts";
import { throttling } from "./limits/throttling.ts";
import { metricsScrape } from "./metrics-scrape.ts";
import { partMap } from "./part-map.ts";
import { plan10000 } from "./plan-10000.ts";
import { redisPerPart, redisPerPendingPart } from "./redis-memory.ts";
import type { Bench } from "./result.ts";
import { retention } from "./retention/retention.ts";
import { manyWorkers } from "./scale/many-workers.ts";
import { hedging } from "./scale-out/hedging.ts";
import { scaleOut } from "./scale-out/scale-out.ts";
import { settleLatency } from "./settle-latency.ts";
import { fairness } from "./shares/fairness.ts";
import { pauseJobs } from "./shares/pause.ts";
import { smallPut } from "./small-put.ts";
import { sse } from "./sse.ts";
import { submitToFirstByte } from "./submit-to-first-byte.ts";
import { workerMemory } from "./worker-memory.ts";

export const BENCHES: readonly Bench[] = [
  ...LARGE_OBJECT_BENCHES,
  smallPut,
  manySmallPuts,
  unchangedObjects,
  bulkFirstPut,
  bulkSpread,
  urgent,
  fairness,
  pauseJobs,
  bulkMemory,
  bulkLedger,
  controlPlane,
  plan10000,
  submitToFirstByte,
  settleLatency,
  redisPerPart,
  redisPerPendingPart,
  workerMemory,
  sse,
  explain,
  apiPost,
  retention,
  scaleOut,
  hedging,
  manyWorkers,
  dashboard,
  rateLimit,
  cliStart,
  partMap,
  metricsScrape,
  throttling,
];
