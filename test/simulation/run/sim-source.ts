import {
  type ByteRange,
  type ChecksumAlgorithm,
  checkRangeResponse,
  checkVersion,
  checkWholeResponse,
  endByte,
  PenstockError,
  type SourceReader,
  type SourceStat,
  type SourceVersion,
  sourceVersionOf,
} from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { between } from "./chance.ts";
import { goodTrip, lostTrip, request, type Trip } from "./request.ts";
import type { Ground, SimProcess } from "./sim-process.ts";

type Version = { readonly etag: string; readonly bytes: Uint8Array };

/** One object of the source: each version that it ever had, and what it says of them. */
export type SourceObject = {
  readonly key: string;
  readonly published: "nothing" | "right" | "wrong";
  /** Its ETags are weak: compared by readers, and by no server. */
  readonly isWeak: boolean;
  readonly versions: Version[];
  isGone: boolean;
};

/** What a server answers to a GET; whether it can be believed is the reader's to find out. */
type SourceResponse = {
  readonly status: number;
  readonly etag: string | undefined;
  readonly contentRange: string | undefined;
  readonly contentLength: string;
  readonly contentEncoding: string | undefined;
  readonly body: Uint8Array;
};

export type SourceWatch = {
  readonly onRead: (key: string, sourceVersion: SourceVersion, range: ByteRange) => void;
  readonly onTrouble: (key: string) => void;
  readonly onCorrupted: (key: string) => void;
};

const USUAL_MS = 8;
const CHUNK_BYTES = 512 * 1024;
const CHECKSUMS = new WeakMap<Uint8Array, Map<ChecksumAlgorithm, string>>();

/** An HTTP source, and a reader of it that checks what it is answered. */
export class SimSource {
  readonly objects = new Map<string, SourceObject>();
  readonly #algorithm: ChecksumAlgorithm;
  readonly #watch: SourceWatch;
  #serial = 0;

  constructor(algorithm: ChecksumAlgorithm, watch: SourceWatch) {
    this.#algorithm = algorithm;
    this.#watch = watch;
  }

  renew(object: SourceObject, bytes: Uint8Array): void {
    this.#serial += 1;
    const etag = `${object.isWeak ? "W/" : ""}"v${this.#serial}"`;
    object.versions.push({ etag, bytes });
    this.objects.set(object.key, object);
  }

  port(process: SimProcess): SourceReader {
    return {
      stat: (key, signal) =>
        request(process, {
          what: `source.stat ${key}`,
          trip: this.#trip(process, key),
          effect: async () => this.#stat(key),
          signal,
        }),
      read: (key, sourceVersion, range, signal) =>
        this.#read(process, { key, sourceVersion, range }, signal),
    };
  }

  #stat(key: string): SourceStat {
    const { etag, bytes } = this.#newest(key);
    const published = this.objects.get(key)?.published ?? "nothing";
    const algorithm = this.#algorithm;
    const right = published === "nothing" ? "" : knownChecksum(algorithm, bytes);
    const wrong = right.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const checksum = { algorithm, value: published === "right" ? right : wrong };
    return {
      sourceVersion: {
        ...sourceVersionOf(bytes.length, { headers: { etag }, isWhole: true }),
        ...(published !== "nothing" && { checksum }),
      },
      hasRanges: true,
    };
  }

  async *#read(
    process: SimProcess,
    {
      key,
      sourceVersion,
      range,
    }: { readonly key: string; readonly sourceVersion: SourceVersion; readonly range: ByteRange },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    this.#watch.onRead(key, sourceVersion, range);
    const { ground } = process;
    const response = await request(process, {
      what: `source.read ${key} from ${range.startByte}`,
      trip: this.#trip(process, key),
      effect: async () => this.#serve(ground, key, sourceVersion, range),
      signal,
    });
    believe(response, sourceVersion, range, key);
    yield* this.#stream(process, { key, sourceVersion, range, body: response.body }, signal);
  }

  async *#stream(
    process: SimProcess,
    {
      key,
      sourceVersion,
      range,
      body,
    }: {
      readonly key: string;
      readonly sourceVersion: SourceVersion;
      readonly range: ByteRange;
      readonly body: Uint8Array;
    },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const { swarm, random } = process.ground;
    const isCorrupted =
      sourceVersion.checksum !== undefined && swarm.strikes("the source is corrupted on its way");
    const corruptedAt = isCorrupted ? Math.floor(between(random, 0, body.length)) : -1;
    if (isCorrupted) {
      this.#watch.onCorrupted(key);
    }
    // One buffer for every chunk: a caller that keeps a chunk sees it change.
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, body.length));
    for (let at = 0; at < body.length; at += buffer.length) {
      const trip = this.#trip(process, key);
      await request(process, { what: `source.chunk ${key}`, trip, effect: async () => {}, signal });
      const piece = body.subarray(at, at + buffer.length);
      buffer.set(piece);
      if (corruptedAt >= at && corruptedAt < at + piece.length) {
        buffer[corruptedAt - at] = (buffer[corruptedAt - at] ?? 0) ^ 1;
      }
      if (at + piece.length > range.lengthBytes) {
        break;
      }
      yield buffer.subarray(0, piece.length);
    }
    if (body.length !== range.lengthBytes) {
      this.#watch.onTrouble(key);
      throw new PenstockError("source-length-wrong", `${key} gave ${body.length} bytes`);
    }
  }

  #serve(
    ground: Ground,
    key: string,
    sourceVersion: SourceVersion,
    range: ByteRange,
  ): SourceResponse {
    const { etag, bytes } = this.#newest(key);
    // There is nothing else that a server may compare.
    const isPinned = sourceVersion.validator.kind === "etag";
    if (isPinned && sourceVersion.validator.etag !== etag) {
      throw new PenstockError("source-changed", `412: ${key} is another version now`);
    }
    const isWhole = range.lengthBytes === sourceVersion.sizeBytes;
    const body = bytes.subarray(range.startByte, endByte(range));
    const good: SourceResponse = {
      status: isWhole ? 200 : 206,
      etag,
      contentRange: isWhole
        ? undefined
        : `bytes ${range.startByte}-${endByte(range) - 1}/${bytes.length}`,
      contentLength: String(body.length),
      contentEncoding: undefined,
      body,
    };
    if (ground.swarm.strikes("the source is cut short")) {
      return { ...good, body: body.subarray(0, Math.floor(body.length / 2)) };
    }
    if (ground.swarm.strikes("the source shows no ETag once")) {
      this.#watch.onTrouble(key);
      return { ...good, etag: undefined };
    }
    if (ground.swarm.strikes("the source shows another ETag once")) {
      this.#watch.onTrouble(key);
      return { ...good, etag: `${etag.slice(0, -1)}-other"` };
    }
    if (ground.swarm.strikes("the source answers with something else")) {
      this.#watch.onTrouble(key);
      return somethingElse(ground, good, bytes, range);
    }
    return good;
  }

  #newest(key: string): Version {
    const object = this.objects.get(key);
    const version = object?.versions.at(-1);
    if (version === undefined || object?.isGone === true) {
      throw new PenstockError("source-missing", `there is no source ${key}`);
    }
    return version;
  }

  #trip({ ground }: SimProcess, key: string): Trip {
    if (ground.swarm.strikes("the source hangs up")) {
      this.#watch.onTrouble(key);
      return lostTrip(ground, new PenstockError("source-unreachable", "the source hung up"));
    }
    if (ground.swarm.strikes("the source throttles")) {
      return lostTrip(ground, new PenstockError("source-throttled", "429"));
    }
    return goodTrip(ground, USUAL_MS);
  }
}

/** Versions are shared by all seeds, and their checksums are dear. */
function knownChecksum(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const known = CHECKSUMS.get(bytes) ?? new Map<ChecksumAlgorithm, string>();
  const value = known.get(algorithm) ?? checksumOf(algorithm, bytes);
  CHECKSUMS.set(bytes, known.set(algorithm, value));
  return value;
}

/** What readers of real sources do with a response. */
function believe(
  response: SourceResponse,
  sourceVersion: SourceVersion,
  range: ByteRange,
  what: string,
): void {
  if (range.lengthBytes === sourceVersion.sizeBytes) {
    checkWholeResponse(response, { what, totalBytes: sourceVersion.sizeBytes });
  } else {
    checkRangeResponse(response, { what, range, totalBytes: sourceVersion.sizeBytes });
  }
  checkVersion({ headers: { etag: response.etag }, isWhole: false }, sourceVersion, what);
}

/** Bytes of as many as were asked for, that are not the ones, or do not seem to be: its headers tell. */
function somethingElse(
  ground: Ground,
  good: SourceResponse,
  bytes: Uint8Array,
  range: ByteRange,
): SourceResponse {
  const isCoded = good.contentRange === undefined || range.lengthBytes === 0;
  if (isCoded || ground.random.unit() < 0.3) {
    return { ...good, contentEncoding: "gzip", body: good.body.map((byte) => byte ^ 0xff) };
  }
  const startByte = range.startByte > 0 ? 0 : 1;
  const other = { startByte, lengthBytes: range.lengthBytes };
  return {
    ...good,
    contentRange: `bytes ${startByte}-${endByte(other) - 1}/${bytes.length}`,
    body: bytes.subarray(startByte, endByte(other)),
  };
}
