/** What holds a job back now. A claim that takes less than it could says one of these, and so does `explain`. */
export const BOUNDS = [
  "source",
  "link",
  "store",
  "throttled",
  "limit",
  "no-workers",
  "connection",
  "poisoned-part",
  "turn",
  "listing",
  "redis",
  "paused",
  "window",
  "backoff",
] as const;

export type BoundBy = (typeof BOUNDS)[number];

export type BoundText = {
  /** What is the case, in a sentence about the job. */
  readonly meaning: string;
  /** What to do next, where waiting is not enough. */
  readonly nextStep: string;
};

export const BOUND_TEXTS: Readonly<Record<BoundBy, BoundText>> = {
  source: {
    meaning: "The source gives its bytes more slowly than the store takes them.",
    nextStep:
      "More workers help if the source is slow per request; otherwise give the source more bandwidth.",
  },
  link: {
    meaning:
      "The workers' own machines are busy: their network or their CPU is slower than source and store.",
    nextStep: "Start workers on further machines, or give these more network and CPU.",
  },
  store: {
    meaning: "The store takes the bytes more slowly than the source gives them.",
    nextStep:
      "More workers help if the store is slow per request; otherwise it takes no more than this.",
  },
  throttled: {
    meaning:
      "The store or the source asks for fewer requests (429 or 503), so Penstock sends fewer.",
    nextStep:
      "Penstock speeds up again by itself. Ask the provider for a higher rate if this lasts.",
  },
  limit: {
    meaning:
      "A limit that was set for the deployment, the connection, the tenant or the job is used up.",
    nextStep: "Raise that limit if the job should go faster.",
  },
  "no-workers": {
    meaning: "The job has work that is ready, and no worker is running.",
    nextStep: "Start a worker: `penstock serve --role worker`.",
  },
  connection: {
    meaning:
      "A connection of the job does not work: it cannot be reached, or refuses its credentials.",
    nextStep: "Test it with `penstock conn test`, and fix its address, network or credentials.",
  },
  "poisoned-part": {
    meaning: "One part fails on every attempt while the others are uploaded; the job waits for it.",
    nextStep:
      "See why with `penstock errors`, and fix that object at its source, or cancel the job.",
  },
  turn: {
    meaning: "Other work is moved first: the job gets its share of the workers by its weight.",
    nextStep: "Raise the job's weight, or start more workers.",
  },
  listing: {
    meaning: "All objects that were listed so far are moved; the list of the source is slower.",
    nextStep: "Start another planner: `penstock serve --role planner`.",
  },
  redis: {
    meaning:
      "Redis does not respond, or responds slowly, so the progress of parts cannot be recorded.",
    nextStep: "See `penstock doctor`, and the memory, disk and latency of Redis.",
  },
  paused: {
    meaning: "The job is paused.",
    nextStep: "Continue it with `penstock resume`.",
  },
  window: {
    meaning: "A calendar allows nothing at this time.",
    nextStep: "Wait until its next window opens, or change the calendar.",
  },
  backoff: {
    meaning: "What is left has failed and waits until it is tried again.",
    nextStep: "See what failed with `penstock errors`.",
  },
};
