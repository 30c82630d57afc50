import type { PartNumber, PartRecord, Phases } from "@penstock/core";

/** Worker, time and phases: 24, 42 and 45 bits in digits of six. */
const RECORD_LENGTH = 19;

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES: ReadonlyMap<string, number> = new Map(
  [...DIGITS].map((digit, value) => [digit, value]),
);

const CODES = Buffer.from(DIGITS);

/** Every part is reported with one: it is written here, and read as one string. */
const scratch = Buffer.alloc(RECORD_LENGTH);

/** What Redis fills places with that nothing was written to. */
const NOTHING = "\0";

const TAG_LENGTH = 4;
const TIME_LENGTH = 7;
const PHASES_LENGTH = 8;
/** The last digits of a number. */
const HALF_LENGTH = 4;
const HALF = 64 ** HALF_LENGTH;
/** Of a phase, on a logarithmic scale: up to seven weeks, within 2.2 %. */
const LEVELS = 512;
const LEVELS_PER_DOUBLING = 16;

/** Always of the same length: that of each part has its place in one string. */
export function formatRecord({ worker, endedAtMs, phases }: PartRecord): string {
  const { queueMs, firstByteMs, readMs, sendMs, responseMs } = phases;
  let packed = 0;
  for (const ms of [queueMs, firstByteMs, readMs, sendMs, responseMs]) {
    packed = packed * LEVELS + levelOf(ms);
  }
  for (let place = 0; place < TAG_LENGTH; place += 1) {
    scratch[place] = worker.charCodeAt(place);
  }
  writeDigits(endedAtMs, TAG_LENGTH, TIME_LENGTH);
  writeDigits(packed, TAG_LENGTH + TIME_LENGTH, PHASES_LENGTH);
  return scratch.toString("latin1");
}

/** Of a part in the string of its transfer; undefined where a version without records uploaded it. */
export function recordOf(records: string, part: PartNumber): PartRecord | undefined {
  const text = records.slice((part - 1) * RECORD_LENGTH, part * RECORD_LENGTH);
  return text.length < RECORD_LENGTH || text.startsWith(NOTHING) ? undefined : parseRecord(text);
}

function parseRecord(text: string): PartRecord {
  const times = text.slice(TAG_LENGTH);
  return {
    worker: text.slice(0, TAG_LENGTH),
    endedAtMs: fromDigits(times.slice(0, TIME_LENGTH)),
    phases: phasesOf(fromDigits(times.slice(TIME_LENGTH))),
  };
}

function phasesOf(packed: number): Phases {
  const msAt = (place: number) => msOf(Math.floor(packed / LEVELS ** place) % LEVELS);
  return {
    queueMs: msAt(4),
    firstByteMs: msAt(3),
    readMs: msAt(2),
    sendMs: msAt(1),
    responseMs: msAt(0),
  };
}

function levelOf(ms: number): number {
  return Math.min(LEVELS - 1, Math.round(Math.log2(1 + Math.max(0, ms)) * LEVELS_PER_DOUBLING));
}

function msOf(level: number): number {
  return Math.round(2 ** (level / LEVELS_PER_DOUBLING) - 1);
}

/** In two halves: digits of whole numbers below 2^31 cost a tenth of those of larger ones. */
function writeDigits(value: number, at: number, length: number): void {
  const whole = Math.max(0, Math.floor(value));
  const high = Math.floor(whole / HALF);
  writeHalf(high, at, length - HALF_LENGTH);
  writeHalf(whole - high * HALF, at + length - HALF_LENGTH, HALF_LENGTH);
}

function writeHalf(value: number, at: number, length: number): void {
  let left = value;
  for (let place = at + length - 1; place >= at; place -= 1) {
    scratch[place] = CODES[left & 63] ?? 0;
    left >>>= 6;
  }
}

function fromDigits(text: string): number {
  return [...text].reduce((sum, digit) => sum * 64 + (VALUES.get(digit) ?? 0), 0);
}
