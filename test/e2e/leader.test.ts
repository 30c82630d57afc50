import { eventually } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const BYTES = sampleBytes(3 * MIB, "leader");
const NAMES = ["coordinator-1", "coordinator-2", "coordinator-3"];
/** What operators are promised. */
const TAKE_OVER_MS = 15_000;

type Leader = { readonly process: string; readonly fence: number; readonly isThisProcess: boolean };

/** What a coordinator says in its health answer of who leads. */
async function leaderBy(up: TestCluster, name: string): Promise<Leader | undefined> {
  const response = await fetch(`${up.cluster.member(name).child().url}/healthz/ready`);
  const { leader } = Object(await response.json());
  return leader;
}

/** The coordinator among these that leads, once all of them agree on it. */
function leaderAmong(up: TestCluster, names: readonly string[], deadlineMs = 30_000) {
  return eventually(
    async () => {
      const seen = await Promise.all(names.map((name) => leaderBy(up, name)));
      const own = names.filter((_, index) => seen[index]?.isThisProcess);
      const fences = new Set(seen.map((leader) => leader?.fence));
      const [name = "", second] = own;
      const fence = seen[0]?.fence;
      return fences.size === 1 && own.length === 1 && second === undefined && fence !== undefined
        ? { name, fence }
        : undefined;
    },
    { deadlineMs },
  );
}

async function startCoordinators() {
  const up = await startTestCluster({ workers: 1, coordinators: NAMES.length });
  onTestFinished(up.close);
  await up.addFile("big.bin", BYTES);
  return up;
}

async function copy(up: TestCluster, key: string) {
  const { id } = await up.client.submitJob({
    source: { connection: "files", key: "big.bin" },
    destination: { connection: "local", key },
    options: { partSize: "1MiB" },
  });
  const { state } = await up.client.waitForJob(id);
  return { state, isWhole: (await up.readObject(key)).equals(BYTES) };
}

test("another coordinator leads within 15 s after the leader is killed, and once more after the next", async () => {
  const up = await startCoordinators();
  const first = await leaderAmong(up, NAMES);

  await up.cluster.member(first.name).kill();
  const left = NAMES.filter((name) => name !== first.name);
  const second = await leaderAmong(up, left, TAKE_OVER_MS);
  await up.cluster.member(second.name).stop();
  const [last = ""] = left.filter((name) => name !== second.name);
  const third = await leaderAmong(up, [last], TAKE_OVER_MS);

  expect(second.fence).toBeGreaterThan(first.fence);
  expect(third).toMatchObject({ name: last });
  expect(third.fence).toBeGreaterThan(second.fence);
  expect(await copy(up, "after.bin")).toEqual({ state: "succeeded", isWhole: true });
  expect(await up.openUploads()).toEqual([]);
});

test("a leader that stood still past its lease finds another one when it wakes, and does no harm", async () => {
  const up = await startCoordinators();
  const first = await leaderAmong(up, NAMES);
  const stopped = up.cluster.member(first.name).child();
  onTestFinished(() => void stopped.kill("SIGCONT"));

  stopped.kill("SIGSTOP");
  const second = await leaderAmong(
    up,
    NAMES.filter((name) => name !== first.name),
    TAKE_OVER_MS,
  );
  stopped.kill("SIGCONT");
  const copies = await Promise.all(["one.bin", "two.bin"].map((key) => copy(up, key)));
  const agreed = await leaderAmong(up, NAMES);

  expect(agreed).toEqual(second);
  expect(copies).toEqual(Array(2).fill({ state: "succeeded", isWhole: true }));
  expect(await up.openUploads()).toEqual([]);
});
