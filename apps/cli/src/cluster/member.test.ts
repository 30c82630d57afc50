import { eventually } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import type { Child, ExitReport } from "./child-process.ts";
import { type MemberRequest, startMember } from "./member.ts";

type FakeChild = Child & { die(): void };

function fakeChild(pid: number): FakeChild {
  const { promise: exited, resolve } = Promise.withResolvers<ExitReport>();
  return {
    pid,
    url: `http://127.0.0.1:${pid}`,
    exited,
    stop: () => {
      resolve({ code: 0, signal: null });
      return exited;
    },
    kill: (signal) => resolve({ code: null, signal }),
    die: () => resolve({ code: 1, signal: null }),
  };
}

async function memberOf(request: Partial<MemberRequest>) {
  const children: FakeChild[] = [];
  const said: string[] = [];
  const pausesMs: number[] = [];
  const previousUrls: (string | undefined)[] = [];
  const member = await startMember({
    name: "worker-1",
    restarts: true,
    say: (line) => said.push(line),
    wait: async (ms) => {
      pausesMs.push(ms);
    },
    start: async (previous) => {
      previousUrls.push(previous?.url);
      const child = fakeChild(children.length + 1);
      children.push(child);
      return child;
    },
    ...request,
  });
  return { member, children, said, pausesMs, previousUrls };
}

describe("a member", () => {
  test("that dies is started again at the address it had, and both are said", async () => {
    const { member, children, said, previousUrls } = await memberOf({});

    children[0]?.die();
    await eventually(() => children.length === 2);

    await eventually(() => said.length === 3);
    expect(said).toEqual([
      "worker-1 (pid 1) died: exit code 1",
      "worker-1 starts again in 1 s",
      "worker-1 is back (pid 2)",
    ]);
    expect(previousUrls).toEqual([undefined, "http://127.0.0.1:1"]);
    await member.stop();
  });

  test("that keeps dying is started with pauses that double, up to 30 seconds", async () => {
    const { member, children, pausesMs } = await memberOf({});

    for (let death = 1; death <= 7; death += 1) {
      children.at(-1)?.die();
      await eventually(() => children.length === death + 1);
    }

    expect(pausesMs).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    await member.stop();
  });

  test("does not wait longer than it is told to before it is started again", async () => {
    const { member, children, pausesMs } = await memberOf({ longestPauseMs: 1000 });

    for (let death = 1; death <= 3; death += 1) {
      children.at(-1)?.die();
      await eventually(() => children.length === death + 1);
    }

    expect(pausesMs).toEqual([1000, 1000, 1000]);
    await member.stop();
  });

  test("that is not restarted stays dead", async () => {
    const { member, children, said } = await memberOf({ restarts: false });

    children[0]?.die();
    await eventually(() => said.length > 0);

    expect(await member.stop()).toEqual({ code: 1, signal: null });
    expect(children).toHaveLength(1);
  });

  test("that was stopped or killed on purpose is not mourned", async () => {
    const stopped = await memberOf({});
    const killed = await memberOf({});

    expect(await stopped.member.stop()).toEqual({ code: 0, signal: null });
    expect(await killed.member.kill()).toEqual({ code: null, signal: "SIGKILL" });
    expect([...stopped.said, ...killed.said]).toEqual([]);
  });

  test("that is stopped while it starts again leaves nothing running", async () => {
    const begun = Promise.withResolvers<void>();
    const late = Promise.withResolvers<void>();
    const second = fakeChild(2);
    const first = fakeChild(1);
    const { member } = await memberOf({
      start: async (previous) => {
        if (previous === undefined) {
          return first;
        }
        begun.resolve();
        await late.promise;
        return second;
      },
    });
    first.die();
    await begun.promise;

    const stopping = member.stop();
    late.resolve();
    await stopping;

    expect(await second.exited).toEqual({ code: 0, signal: null });
  });

  test("whose new start fails is tried again", async () => {
    const first = fakeChild(1);
    let starts = 0;
    const { member, said } = await memberOf({
      start: async () => {
        starts += 1;
        if (starts === 2) {
          throw new Error("the port is taken");
        }
        return starts === 1 ? first : fakeChild(3);
      },
    });

    first.die();
    await eventually(() => said.includes("worker-1 is back (pid 3)"));

    expect(said).toContain("the port is taken");
    await member.stop();
  });
});
