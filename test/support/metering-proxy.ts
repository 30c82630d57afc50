import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

type Passed = { readonly atMs: number; readonly bytes: number };

/** Before a store: notes when how much of what clients send came through. Times are those of `performance.now()`. */
export class MeteringProxy {
  readonly url: string;
  readonly #passed: Passed[];
  readonly #close: () => Promise<void>;

  private constructor(url: string, passed: Passed[], close: () => Promise<void>) {
    this.url = url;
    this.#passed = passed;
    this.#close = close;
  }

  /** @param toUrl asked for each connection: the server may be started later */
  static async start(toUrl: () => string): Promise<MeteringProxy> {
    const sockets = new Set<Socket>();
    const passed: Passed[] = [];
    const server = createServer((client) => {
      const { port, hostname } = new URL(toUrl());
      const upstream = connect(Number(port), hostname);
      const closeBoth = () => [client, upstream].forEach((end) => void end.destroy());
      for (const end of [client, upstream]) {
        sockets.add(end);
        end.on("error", closeBoth);
        end.once("close", () => sockets.delete(end));
        end.once("close", closeBoth);
      }
      client.on("data", ({ length }) => {
        passed.push({ atMs: performance.now(), bytes: length });
      });
      client.pipe(upstream);
      upstream.pipe(client);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return new MeteringProxy(`http://127.0.0.1:${port}`, passed, async () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await once(server, "close");
    });
  }

  bytesBetween(fromMs: number, toMs: number): number {
    return this.#passed
      .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How long after a time so many bytes have come through since; undefined while they have not. */
  tookMs(fromMs: number, bytes: number): number | undefined {
    let sum = 0;
    const last = this.#passed.find((piece) => {
      sum += piece.atMs >= fromMs ? piece.bytes : 0;
      return sum >= bytes;
    });
    return last && last.atMs - fromMs;
  }

  /** What came through in the busiest time of that length. */
  mostIn(lengthMs: number, fromMs: number): number {
    const starts = this.#passed.filter(({ atMs }) => atMs >= fromMs);
    let [most, sum, first] = [0, 0, 0];
    for (const { atMs, bytes } of starts) {
      sum += bytes;
      for (let oldest = starts[first]; oldest && oldest.atMs <= atMs - lengthMs; ) {
        sum -= oldest.bytes;
        first += 1;
        oldest = starts[first];
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  close(): Promise<void> {
    return this.#close();
  }
}
