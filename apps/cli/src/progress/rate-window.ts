/** Long enough that the upload of single parts does not shake the number, short enough to be "now". */
const WINDOW_MS = 10_000;
/** Before this, a rate says more about luck than about speed. */
const MIN_SPAN_MS = 2000;

type Sample = { readonly atMs: number; readonly amount: number };

/** Bytes or objects per second over a moving window of ten seconds. Pure: the caller brings the time. */
export class RateWindow {
  #samples: readonly Sample[] = [];

  add(sample: Sample): void {
    const last = this.#samples.at(-1);
    // It goes down when a source changed and its transfer starts over: older samples say nothing then.
    const kept = last !== undefined && sample.amount < last.amount ? [] : this.#samples;
    const edge = kept.findLastIndex(({ atMs }) => atMs <= sample.atMs - WINDOW_MS);
    this.#samples = [...kept.slice(Math.max(edge, 0)), sample];
  }

  /** Undefined until the samples span two seconds. */
  perSecond(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < MIN_SPAN_MS) {
      return undefined;
    }
    return ((last.amount - first.amount) * 1000) / (last.atMs - first.atMs);
  }
}

/** Seconds until what is left is moved; undefined when nothing moves. */
export function etaSeconds(left: number, perSecond: number | undefined): number | undefined {
  if (perSecond === undefined || perSecond <= 0) {
    return undefined;
  }
  return Math.ceil(left / perSecond);
}
