// Every metric there is. docs/metrics.md, the dashboard and the alert rules are held to this table by tests.

/** The processes that show metrics. */
export type MetricRole = "api" | "planner" | "worker" | "coordinator";

export type MetricRow = {
  readonly type: "counter" | "gauge" | "histogram";
  /** Each has few values: what has many (a job, a key) is no label. */
  readonly labels: readonly string[];
  readonly roles: readonly MetricRole[];
  readonly help: string;
  /** Of a histogram: upper bounds, in the unit that its name ends with. */
  readonly buckets?: readonly number[];
};

const ALL: readonly MetricRole[] = ["api", "planner", "worker", "coordinator"];
/** One coordinator leads: the others and an earlier leader show none of these. */
const LEADER: readonly MetricRole[] = ["coordinator"];

const REQUEST_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];
const JOB_SECONDS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 86_400];
const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

const METRICS = {
  penstock_build_info: gauge(ALL, ["version", "node", "role"], "1; what runs here."),
  penstock_redis_up: gauge(ALL, [], "1 while this process has a connection to Redis, else 0."),

  penstock_http_requests_total: counter(
    ["api"],
    ["method", "route", "status"],
    "Responses of the API, by the pattern of the path and the class of the status: 2xx, 4xx, 5xx.",
  ),
  penstock_http_request_duration_seconds: histogram(
    ["api"],
    ["method", "route"],
    HTTP_SECONDS,
    "Time from a request's first byte to the last of its response.",
  ),

  penstock_store_requests_total: counter(
    ALL,
    ["connection", "operation", "outcome"],
    "Calls to a store as the destination: ok, or the error code.",
  ),
  penstock_store_request_duration_seconds: histogram(
    ALL,
    ["connection", "operation"],
    REQUEST_SECONDS,
    "How long such a call took, reading the source included where bytes are uploaded.",
  ),
  penstock_source_requests_total: counter(
    ALL,
    ["connection", "operation", "outcome"],
    "Calls to a source: ok, or the error code. Those to URLs of jobs are under `(url)`.",
  ),
  penstock_source_first_byte_seconds: histogram(
    ALL,
    ["connection"],
    REQUEST_SECONDS,
    "Time until a source gave the first bytes of a range or an object.",
  ),
  penstock_bytes_total: counter(
    ["worker"],
    ["connection", "direction"],
    "Bytes: `read` from a source, `stored` at a store, `wasted` on requests that failed.",
  ),

  penstock_worker_slots: gauge(
    ["worker"],
    [],
    "Parts and batches that this worker moves at once, if there are so many.",
  ),
  penstock_worker_busy_slots: gauge(["worker"], [], "How many it is moving now."),
  penstock_worker_tasks_total: counter(
    ["worker"],
    ["kind", "outcome"],
    "Tasks that this worker ended, a `part` (with those that it continued with) or a `batch`: done, later, or failed.",
  ),
  penstock_worker_task_duration_seconds: histogram(
    ["worker"],
    ["kind"],
    REQUEST_SECONDS,
    "How long such a task took.",
  ),

  penstock_leader: gauge(LEADER, [], "1 in the coordinator that leads, else 0."),
  penstock_survey_age_seconds: gauge(
    LEADER,
    [],
    "Time since the leader last looked at the ledger: how old the figures below are.",
  ),
  penstock_jobs_finished_total: counter(
    LEADER,
    ["outcome"],
    "Jobs that ended while this coordinator leads, by their state: succeeded, completed_with_errors, failed, cancelled.",
  ),
  penstock_job_duration_seconds: histogram(
    LEADER,
    ["outcome"],
    JOB_SECONDS,
    "From the submit of such a job to its end.",
  ),
  penstock_jobs: gauge(
    LEADER,
    ["tenant", "state", "health"],
    "Jobs that Redis holds: unfinished ones, and those that ended within the last hour.",
  ),
  penstock_backlog_bytes: gauge(
    LEADER,
    ["tenant"],
    "Bytes of unfinished jobs that are not stored yet, as far as they are known.",
  ),
  penstock_backlog_parts: gauge(LEADER, ["tenant"], "Parts of the same."),
  penstock_units_in_flight: gauge(
    LEADER,
    ["tenant"],
    "Parts and batches that are queued or being moved.",
  ),
  penstock_in_flight_limit: gauge(LEADER, ["tenant"], "How many of them may be."),
  penstock_tasks: gauge(
    LEADER,
    ["queue", "state"],
    "Tasks on the queues: waiting, active, delayed.",
  ),
  penstock_oldest_waiting_task_age_seconds: gauge(
    LEADER,
    ["queue"],
    "How long the oldest task has waited for a process to take it; 0 where none waits.",
  ),
  penstock_processes: gauge(LEADER, ["role"], "Processes that are alive, but for the api's."),
  penstock_slots: gauge(LEADER, [], "Slots of all workers that are alive."),
  penstock_open_uploads: gauge(LEADER, ["connection"], "Uploads that may be open at a store."),
  penstock_open_upload_bytes: gauge(
    LEADER,
    ["connection"],
    "Bytes of the parts that those uploads hold.",
  ),
  penstock_oldest_open_upload_age_seconds: gauge(
    LEADER,
    ["connection"],
    "Time since the oldest of those uploads was intended.",
  ),
  penstock_redis_memory_bytes: gauge(LEADER, [], "Memory that Redis uses for data."),
  penstock_redis_memory_limit_bytes: gauge(
    LEADER,
    [],
    "How much it may use; 0 where there is no limit.",
  ),
} as const satisfies Readonly<Record<`penstock_${string}`, MetricRow>>;

export type MetricName = keyof typeof METRICS;

/** The metrics of one type. */
export type MetricNameOf<Type extends MetricRow["type"]> = {
  [Name in MetricName]: (typeof METRICS)[Name]["type"] extends Type ? Name : never;
}[MetricName];

export function metricRows(): readonly (readonly [MetricName, MetricRow])[] {
  return Object.entries<MetricRow>(METRICS).filter((entry): entry is [MetricName, MetricRow] => {
    return entry[0] in METRICS;
  });
}

function counter(roles: readonly MetricRole[], labels: readonly string[], help: string) {
  return { type: "counter", labels, roles, help } as const;
}

function gauge(roles: readonly MetricRole[], labels: readonly string[], help: string) {
  return { type: "gauge", labels, roles, help } as const;
}

function histogram(
  roles: readonly MetricRole[],
  labels: readonly string[],
  buckets: readonly number[],
  help: string,
) {
  return { type: "histogram", labels, roles, help, buckets } as const;
}
