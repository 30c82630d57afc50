/** How long the same complaint is not repeated. */
const INTERVAL_MS = 30_000;
/** For complaints about one job, task or request each: enough to see whom it hits, not all of a flood. */
const WITH_SUBJECT = 20;
/** Texts with something unique in them would fill the memory. */
const MOST_CAUSES = 500;

const SUBJECTS = ["jobId", "taskId", "transferId", "uploadId", "requestId", "key"];
/** What tells one cause from another. */
const CAUSE_FIELDS = [
  "queue",
  "connection",
  "code",
  "reason",
  "process",
  "phase",
  "action",
  "step",
];

type Fields = Readonly<Record<string, unknown>>;
type Count = { untilMs: number; written: number; held: number };

/**
 * Holds back what a log has said already: one line for each cause and interval, some more where each
 * names another subject. The next line that is written says how many were held back.
 */
export class LogLimit {
  readonly #counts = new Map<string, Count>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** How many like this were held back before it; undefined for one that is to be held back itself. */
  admit(message: string, fields: Fields): number | undefined {
    const nowMs = this.#nowMs();
    const key = causeOf(message, fields);
    const known = this.#counts.get(key);
    if (known !== undefined && nowMs < known.untilMs) {
      const most = SUBJECTS.some((name) => fields[name] !== undefined) ? WITH_SUBJECT : 1;
      if (known.written >= most) {
        known.held += 1;
        return undefined;
      }
      known.written += 1;
      return 0;
    }
    // The oldest is the first of a Map: one that continues complaining is put behind the others.
    this.#counts.delete(key);
    this.#counts.set(key, { untilMs: nowMs + INTERVAL_MS, written: 1, held: 0 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_CAUSES && oldest !== undefined) {
      this.#counts.delete(oldest);
    }
    return known?.held ?? 0;
  }
}

function causeOf(message: string, fields: Fields): string {
  const { err } = fields;
  const error = err instanceof Error ? [err.name, "code" in err ? err.code : "", err.message] : [];
  return JSON.stringify([message, error, CAUSE_FIELDS.map((name) => fields[name])]);
}
