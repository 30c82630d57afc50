import { execFileSync, spawnSync } from "node:child_process";
import { isOnPath } from "../tools/commands.ts";

/** The one address of the machine that all workers reach, each through its own link. */
export const HUB = "10.77.255.1";

/** Full size frames and some: TBF drops what does not fit. */
const BURST_BYTES = 128 * 1024;
/** Longer, and a question to Redis would wait behind more of the parts that are on their way. */
const QUEUE_MS = 20;

/** A network namespace whose only link has a limited rate, both ways. */
export type Link = {
  readonly namespace: string;
  /** What to put before a command, so that it runs behind the link. */
  readonly prefix: readonly [string, ...string[]];
};

export type Links = {
  /** Makes one more, of the same rate or of another one. */
  add(bytesPerSecond?: number): Link;
  /** Takes all of it away. */
  close(): void;
};

export function canLink(): boolean {
  return process.getuid?.() === 0 && isOnPath("ip") && isOnPath("tc");
}

/**
 * Links made of veth pairs and the kernel's token bucket filter.
 *
 * @throws Error when the machine cannot: it takes root, iproute2, and a kernel with veth and TBF
 */
export function openLinks(bytesPerSecond: number): Links {
  const made: (Link & { readonly outer: string })[] = [];
  const shapeOf = (rate: number) => [
    ...["root", "tbf", "rate", `${Math.round(rate * 8)}bit`],
    ...["burst", String(BURST_BYTES), "latency", `${QUEUE_MS}ms`],
  ];
  run("ip", "address", "replace", `${HUB}/32`, "dev", "lo");
  return {
    add: (rate = bytesPerSecond) => {
      const shape = shapeOf(rate);
      const number = made.length + 1;
      const namespace = `penstock-bench-${number}`;
      const prefix: Link["prefix"] = ["ip", "netns", "exec", namespace];
      const outer = `penstock${number}`;
      const [gateway, own] = [`10.77.${number}.1`, `10.77.${number}.2`];
      const inside = (...words: string[]) => run(...prefix, ...words);
      // A run that was killed left its own behind.
      attempt("ip", "link", "delete", outer);
      attempt("ip", "netns", "delete", namespace);
      run("ip", "netns", "add", namespace);
      const link = { namespace, outer, prefix };
      made.push(link);
      run("ip", "link", "add", outer, "type", "veth", "peer", "uplink", "netns", namespace);
      run("ip", "address", "add", `${gateway}/24`, "dev", outer);
      run("ip", "link", "set", outer, "up");
      inside("ip", "address", "add", `${own}/24`, "dev", "uplink");
      inside("ip", "link", "set", "uplink", "up");
      inside("ip", "link", "set", "lo", "up");
      inside("ip", "route", "add", "default", "via", gateway);
      run("tc", "qdisc", "add", "dev", outer, ...shape);
      inside("tc", "qdisc", "add", "dev", "uplink", ...shape);
      return link;
    },
    close: () => {
      for (const { namespace, outer } of made) {
        attempt("ip", "link", "delete", outer);
        attempt("ip", "netns", "delete", namespace);
      }
      attempt("ip", "address", "delete", `${HUB}/32`, "dev", "lo");
    },
  };
}

function attempt(...words: readonly [string, ...string[]]): void {
  const [command, ...args] = words;
  spawnSync(command, args, { stdio: "ignore" });
}

function run(...words: readonly [string, ...string[]]): void {
  const [command, ...args] = words;
  try {
    execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    throw new Error(
      `"${words.join(" ")}" failed: links of limited rate need root, iproute2, veth and TBF`,
      { cause: error },
    );
  }
}
