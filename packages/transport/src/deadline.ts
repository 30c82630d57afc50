/**
 * A time limit that is moved all the time. Its timer stays, and when it goes off it is looked whether the
 * limit has moved on: a timer for each step of each small request costs more than the step. It keeps no
 * process alive, which is for what is waited for to do.
 */
export class Deadline {
  #onLate: (() => void) | undefined;
  #dueAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  /** Calls back once after this time, unless it is set anew or cleared before. */
  set(ms: number, onLate: () => void): void {
    this.#dueAtMs = performance.now() + ms;
    this.#onLate = onLate;
    if (this.#dueAtMs < this.#timerAtMs) {
      this.#startTimer(ms);
    }
  }

  clear(): void {
    this.#onLate = undefined;
  }

  /** Leaves no timer behind. */
  end(): void {
    this.clear();
    clearTimeout(this.#timer);
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #startTimer(ms: number): void {
    clearTimeout(this.#timer);
    this.#timerAtMs = performance.now() + ms;
    this.#timer = setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    const onLate = this.#onLate;
    if (onLate === undefined) {
      return;
    }
    const leftMs = this.#dueAtMs - performance.now();
    if (leftMs > 0) {
      this.#startTimer(Math.ceil(leftMs));
    } else {
      this.clear();
      onLate();
    }
  }
}
