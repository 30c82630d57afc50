import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { createPoster } from "@penstock/connections";
import { type DeliveryRef, Repetitions, type Transfer, toETag } from "@penstock/core";
import {
  createWebhook,
  type DeliveringEngine,
  deliver,
  existingWebhook,
  redeliver,
  rotateSecret,
  sendTest,
  WebhookRouter,
} from "@penstock/engine";
import { createSealing, systemHashing, systemRandom } from "@penstock/process";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  silentLog,
  startHttpServer,
} from "@penstock/testkit";
import { WEBHOOK_FORMS } from "@penstock/wire";
import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { signMessage } from "./sign-message.ts";

const SIGNAL = new AbortController().signal;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Received = { readonly headers: Record<string, string>; readonly body: string };
type Reply = { readonly status: number; readonly headers?: Record<string, string> };

beforeEach(() => {
  // The library compares the time of a message with its own clock.
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A real receiver, and the leader and a coordinator on memory, whose clock stands still until it is moved. */
async function start(reply: (count: number) => Reply = () => ({ status: 204 })) {
  const received: Received[] = [];
  const server = await startHttpServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers as Record<string, string>, body });
      const { status, headers = {} } = reply(received.length);
      response.writeHead(status, headers).end();
    });
  });
  onTestFinished(server.close);
  const poster = createPoster(["127.0.0.0/8"]);
  onTestFinished(() => poster.close());
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const queued: DeliveryRef[] = [];
  const engine: DeliveringEngine = {
    ...{ ledger, clock, random: systemRandom, hashing: systemHashing, log: silentLog },
    ...{ journal: new MemoryJournal(), archive: undefined, config: new MemoryConfigStore(clock) },
    repeats: new Repetitions({ clock, random: systemRandom }),
    sealing: createSealing([randomBytes(32).toString("base64")], systemRandom),
    forms: WEBHOOK_FORMS,
    post: (request, signal) => poster.post(request, signal),
    sign: signMessage,
  };
  const routing = {
    ...engine,
    deliveryQueue: {
      addDeliveries: async (refs: readonly DeliveryRef[]) => void queued.push(...refs),
    },
  };
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: "default", stopSignals: ledger },
    passTime: async (ms = 1) => clock.advance(ms),
  });
  let router = new WebhookRouter(routing);
  /** One pass of the leader, and all attempts that it queued. */
  const pass = async () => {
    vi.setSystemTime(clock.nowMs());
    await router.routeOnce(SIGNAL);
    for (const ref of queued.splice(0)) {
      await deliver(engine, ref, SIGNAL);
    }
  };
  const changeLeader = () => {
    router = new WebhookRouter(routing);
  };
  const make = async (more: Partial<Parameters<typeof createWebhook>[1]> = {}) => {
    const wanted = { tenant: "default", description: "", format: "standard" } as const;
    const types = ["job.completed"];
    const made = await createWebhook(engine, {
      ...wanted,
      url: `${server.url}/hook`,
      types,
      ...more,
    });
    return { ref: { tenant: "default", id: made.document.value.id }, secret: made.secret };
  };
  return { engine, clock, ledger, scenario, received, make, pass, changeLeader };
}

async function endJob(scenario: LedgerScenario): Promise<Transfer> {
  const completing = await scenario.completing(1);
  const etag = toETag("whole");
  const verifying = await scenario.advance(completing, { kind: "upload-completed", etag });
  const object = { etag, sizeBytes: 1, verifiedBy: "part-checksums", storedAtMs: 0 } as const;
  return scenario.advance(verifying, { kind: "object-verified", object });
}

function verify(secret: string, { body, headers }: Received): { type: string; data: object } {
  vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1000);
  return new Verifier(secret).verify(body, headers) as { type: string; data: object };
}

const bodyOf = ({ body }: Received): { type: string; data: Record<string, unknown> } =>
  JSON.parse(body);

describe("a job that ends", () => {
  test("is told once, with a signature that the library of Standard Webhooks believes", async () => {
    const { scenario, received, make, pass } = await start();
    const { secret } = await make();
    const { jobId } = await endJob(scenario);

    await pass();
    await pass();

    const [message] = received;
    expect(received).toHaveLength(1);
    expect(message && verify(secret, message)).toMatchObject({
      type: "job.completed",
      data: { jobId, outcome: "succeeded", totals: { objects: 1, stored: 1 } },
    });
    expect(message?.headers["content-type"]).toBe("application/json");
    expect(() => message && verify(secret, { ...message, body: `${message.body} ` })).toThrow();
  });

  test("is told once when its event was trimmed, when Redis lost the cursor, and by each next leader", async () => {
    const { scenario, ledger, received, make, pass, changeLeader } = await start();
    await make();
    await endJob(scenario);
    await pass();
    await endJob(scenario);
    ledger.events.trim("default", 0);

    await pass();
    changeLeader();
    await pass();

    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  });

  test("is told after its leader died between the delivery and the cursor, and before any attempt", async () => {
    const { scenario, ledger, engine, received, make, pass, changeLeader } = await start();
    await make();
    await endJob(scenario);
    const { writeCursor } = ledger.deliveries;
    ledger.deliveries.writeCursor = async () => {
      throw new Error("killed");
    };
    await new WebhookRouter({
      ...engine,
      deliveryQueue: { addDeliveries: async () => undefined },
    }).routeOnce(SIGNAL);
    ledger.deliveries.writeCursor = writeCursor;

    changeLeader();
    await scenario.passTime(60_000);
    await pass();
    await pass();

    expect(received).toHaveLength(1);
  });

  test("is not told to a webhook that was made after it", async () => {
    const { scenario, received, make, pass } = await start();
    await endJob(scenario);
    await scenario.passTime(1000);
    await make();

    await pass();

    expect(received).toEqual([]);
  });
});

describe("messages", () => {
  test("are those of the types that were asked for, and never progress", async () => {
    const { scenario, received, make, pass } = await start();
    await make({ types: ["transfer.*", "job.created"] });
    await endJob(scenario);

    await pass();

    expect(received.map((each) => bodyOf(each).type)).toEqual([
      ...["job.created", "transfer.changed", "transfer.changed", "transfer.changed"],
      "transfer.changed",
    ]);
  });

  test("are CloudEvents where that was asked for, signed in the same way", async () => {
    const { scenario, received, make, pass } = await start();
    const { secret } = await make({ format: "cloudevents" });
    const { jobId } = await endJob(scenario);

    await pass();

    const [message] = received;
    expect(message?.headers["content-type"]).toBe("application/cloudevents+json");
    expect(message && verify(secret, message)).toMatchObject({
      ...{ specversion: "1.0", type: "io.penstock.job.completed.v1" },
      ...{ id: message?.headers["webhook-id"], source: `/v1/jobs/${jobId}` },
      data: { outcome: "succeeded" },
    });
  });

  test("are signed with both secrets for a day after a rotation", async () => {
    const { engine, clock, received, make, pass } = await start();
    const { ref, secret: old } = await make();
    const { secret: fresh } = await rotateSecret(engine, ref);
    await sendTest(engine, ref);
    await pass();
    clock.advance(DAY_MS);
    await sendTest(engine, ref);
    await pass();

    const [first, second] = received;
    expect(first && [verify(old, first).type, verify(fresh, first).type]).toEqual([
      ...["webhook.test", "webhook.test"],
    ]);
    expect(second && verify(fresh, second).type).toBe("webhook.test");
    expect(() => second && verify(old, second)).toThrow();
  });

  test("of the deployment go to webhooks of the default tenant", async () => {
    const { ledger, received, make, pass } = await start();
    await make({ types: ["process.*"] });
    await make({ types: ["process.*"], tenant: "other" });
    await pass();
    await ledger.workers.announceProcess({ id: "w-1", role: "worker", leftAlone: [] });

    await pass();

    expect(received.map(bodyOf)).toMatchObject([
      { type: "process.started", data: { process: "w-1" } },
    ]);
  });
});

describe("a receiver", () => {
  test("that fails is tried ten times in three days, with the same id, and then no more", async () => {
    const { engine, clock, received, make, pass } = await start(() => ({ status: 500 }));
    const { ref } = await make();
    await sendTest(engine, ref);
    const startedAtMs = clock.nowMs();
    const hours: number[] = [];
    for (let seen = 0; clock.nowMs() - startedAtMs < 5 * DAY_MS; clock.advance(HOUR_MS / 60)) {
      await pass();
      if (received.length > seen) {
        seen = received.length;
        hours.push((clock.nowMs() - startedAtMs) / HOUR_MS);
      }
    }

    const [delivery] = await engine.ledger.deliveries.newest(ref, 1);
    expect(delivery).toMatchObject({ state: "failed" });
    expect(received).toHaveLength(10);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(hours.at(-1)).toBeGreaterThan(0.8 * 75);
    expect(hours.at(-1)).toBeLessThan(1.2 * 76);
  });

  test.each([
    ["seconds", "7200"],
    ["a time", () => new Date(Date.now() + 2 * HOUR_MS).toUTCString()],
  ] as const)(
    "that says in %s when to come again is left alone until then",
    async (_form, asked) => {
      const { engine, clock, received, make, pass } = await start((count) => ({
        status: count === 1 ? 503 : 200,
        headers: { "retry-after": typeof asked === "string" ? asked : asked() },
      }));
      const { ref } = await make();
      await sendTest(engine, ref);
      await pass();
      clock.advance(2 * HOUR_MS - 10_000);
      await pass();
      const before = received.length;

      clock.advance(20_000);
      await pass();

      expect([before, received.length]).toEqual([1, 2]);
    },
  );

  test("that is gone is disabled at once, and what waits for it is not sent", async () => {
    const { engine, received, make, pass } = await start(() => ({ status: 410 }));
    const { ref } = await make();
    await sendTest(engine, ref);
    await sendTest(engine, ref);

    await pass();

    const { value } = await existingWebhook(engine, ref);
    expect(value).toMatchObject({ isEnabled: false, disabledBecause: "gone" });
    expect(received).toHaveLength(1);
  });

  test("that redirects is not followed, and has not received anything", async () => {
    const { engine, received, make, pass } = await start(() => ({
      status: 302,
      headers: { location: "/elsewhere" },
    }));
    const { ref } = await make();
    await sendTest(engine, ref);

    await pass();

    const [delivery] = await engine.ledger.deliveries.newest(ref, 1);
    expect(received).toHaveLength(1);
    expect(delivery).toMatchObject({ state: "pending", attempts: [{ status: 302 }] });
  });

  test("that fails for five days is disabled, and one success before forgets them", async () => {
    let status = 500;
    const { engine, clock, make, pass } = await start(() => ({ status }));
    const { ref } = await make();
    const days = async (count: number) => {
      for (let day = 0; day < count; day += 1) {
        await sendTest(engine, ref);
        await pass();
        clock.advance(DAY_MS);
      }
    };
    await days(4);
    status = 200;
    await days(1);
    status = 500;
    await days(5);
    const before = (await existingWebhook(engine, ref)).value.isEnabled;

    await days(1);

    expect(before).toBe(true);
    expect((await existingWebhook(engine, ref)).value).toMatchObject({
      ...{ isEnabled: false, disabledBecause: "failing" },
    });
  });

  test("is sent a message again when that is asked for, with the same id", async () => {
    const { engine, received, make, pass } = await start();
    const { ref } = await make();
    const { id } = await sendTest(engine, ref);
    await pass();

    await redeliver(engine, ref, id);
    await pass();

    const [first, second] = received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
  });

  test("inside is not asked unless its network was opened, and has 15 seconds", async () => {
    const { engine, make } = await start();
    const { ref } = await make();
    const closed = createPoster([]);
    onTestFinished(() => closed.close());
    const timeouts: number[] = [];
    const delivery = await sendTest(engine, ref);

    await deliver(
      {
        ...engine,
        post: (request, signal) => {
          timeouts.push(request.timeoutMs);
          return closed.post(request, signal);
        },
      },
      delivery,
      SIGNAL,
    );

    const [after] = await engine.ledger.deliveries.newest(ref, 1);
    expect(timeouts).toEqual([15_000]);
    expect(after?.attempts[0]?.error).toContain("address-blocked");
  });
});
