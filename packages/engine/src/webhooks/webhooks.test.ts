import { type DeliveryRef, newWebhookId, Repetitions, toETag, type Webhook } from "@penstock/core";
import { systemHashing } from "@penstock/process";
import {
  LedgerScenario,
  ManualClock,
  MemoryConfigStore,
  MemoryJobArchive,
  MemoryJournal,
  MemoryLedger,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { WEBHOOK_FORMS } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { type DeliveringEngine, deliver } from "./deliver.ts";
import { sendTest, updateWebhook } from "./manage-webhooks.ts";
import { WebhookRouter } from "./route-events.ts";

const SIGNAL = new AbortController().signal;
const TENANT = "default";
const MINUTE_MS = 60_000;
const SEALING = { seal: (text: string) => text, open: (text: string) => text };

/** The leader on memory, and its webhooks; what it queues is noted. */
function start(more: { readonly archive?: MemoryJobArchive } = {}) {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const config = new MemoryConfigStore(clock);
  const random = seededRandom(1);
  const queued: DeliveryRef[] = [];
  const engine = {
    ...{ ledger, clock, config, random, hashing: systemHashing, log: silentLog },
    ...{ journal: new MemoryJournal(), archive: more.archive, forms: WEBHOOK_FORMS },
    ...{ repeats: new Repetitions({ clock, random }), sealing: SEALING },
    deliveryQueue: {
      addDeliveries: async (refs: readonly DeliveryRef[]) => void queued.push(...refs),
    },
  };
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: TENANT, stopSignals: ledger },
    passTime: async (ms = 1) => clock.advance(ms),
  });
  const write = async (changed: Partial<Webhook> = {}) => {
    const nowMs = clock.nowMs();
    const id = newWebhookId(nowMs, random.bytes(10));
    const value: Webhook = {
      ...{ tenant: TENANT, id, url: "https://hooks.example/x", description: "" },
      ...{ types: ["job.completed"], format: "standard", createdAtMs: nowMs },
      ...{ isEnabled: true, endsThroughMs: nowMs, secrets: [{ sealed: "s" }] },
      ...changed,
    };
    await config.write(WEBHOOK_FORMS.webhooks, `${TENANT}:${id}`, { revision: 0, value });
    return { tenant: TENANT, id };
  };
  const read = async ({ id }: { readonly id: string }) =>
    (await config.read(WEBHOOK_FORMS.webhooks, `${TENANT}:${id}`))?.value;
  const messages = async (ref: { readonly tenant: string; readonly id: string }) =>
    (await ledger.deliveries.newest(ref, 100)).map(({ messageId }) => messageId);
  /** As after a response of its receiver. */
  const deliverAll = async () => {
    for (const ref of queued.splice(0)) {
      const delivery = await ledger.deliveries.read(ref);
      await (delivery && ledger.deliveries.save({ ...delivery, state: "delivered" }));
    }
  };
  const router = () => new WebhookRouter(engine);
  return { engine, clock, ledger, scenario, queued, write, read, messages, deliverAll, router };
}

async function endJob(scenario: LedgerScenario): Promise<string> {
  const completing = await scenario.completing(1);
  const etag = toETag("whole");
  const verifying = await scenario.advance(completing, { kind: "upload-completed", etag });
  const object = { etag, sizeBytes: 1, verifiedBy: "part-checksums", storedAtMs: 0 } as const;
  const { jobId } = await scenario.advance(verifying, { kind: "object-verified", object });
  return `evt_${jobId}-completed`;
}

test("ends of jobs are not passed over while the list of finished jobs is made again", async () => {
  const { clock, ledger, scenario, write, messages, deliverAll, router } = start({
    archive: new MemoryJobArchive(),
  });
  const webhook = await write();
  const early = await endJob(scenario);
  ledger.events.trim(TENANT, 0);
  clock.advance(10 * MINUTE_MS);
  const late = await endJob(scenario);
  const routing = router();
  await routing.routeOnce(SIGNAL);
  await deliverAll();
  await routing.routeOnce(SIGNAL);
  const before = await messages(webhook);

  await ledger.history.writeMark(undefined, "whole");
  await routing.routeOnce(SIGNAL);

  expect(before).toEqual([late]);
  expect(new Set(await messages(webhook))).toEqual(new Set([early, late]));
});

test("an end that waits for its receiver stays behind the mark, however late it was noticed", async () => {
  const { clock, scenario, write, read, router } = start();
  const webhook = await write();
  await endJob(scenario);
  const endedAtMs = clock.nowMs();
  clock.advance(10 * MINUTE_MS);

  await router().routeOnce(SIGNAL);

  expect((await read(webhook))?.endsThroughMs).toBeLessThanOrEqual(endedAtMs);
});

test("an end that an earlier leader delivered is not sent again after its delivery is forgotten", async () => {
  const { clock, ledger, scenario, write, messages, deliverAll, router } = start();
  const webhook = await write();
  await endJob(scenario);
  await router().routeOnce(SIGNAL);
  await deliverAll();
  clock.advance(10 * MINUTE_MS);
  await router().routeOnce(SIGNAL);
  ledger.deliveries.clear();
  ledger.events.trim(TENANT, 0);

  await router().routeOnce(SIGNAL);

  expect(await messages(webhook)).toEqual([]);
});

test("what ended while a webhook was disabled, or asked for other types, is not sent by a later leader", async () => {
  const { engine, clock, ledger, scenario, write, messages, router } = start();
  const always = await write();
  const enabled = await write({ isEnabled: false });
  const widened = await write({ types: ["schedule.*"] });
  const ended = await endJob(scenario);
  clock.advance(MINUTE_MS / 2);
  ledger.events.trim(TENANT, 0);
  await updateWebhook(engine, enabled, { isEnabled: true });
  await updateWebhook(engine, widened, { types: ["job.*"] });

  await router().routeOnce(SIGNAL);

  expect(await Promise.all([always, enabled, widened].map(messages))).toEqual([[ended], [], []]);
});

test("jobs that have ended are looked through once a minute where there is no event at all", async () => {
  const { clock, ledger, write, router } = start();
  await write();
  let looks = 0;
  const { finished } = ledger;
  const endedJobs = finished.endedJobs.bind(finished);
  finished.endedJobs = (...args) => {
    looks += 1;
    return endedJobs(...args);
  };
  const routing = router();
  await routing.routeOnce(SIGNAL);
  const first = looks;

  for (let second = 0; second < 59; second += 1) {
    clock.advance(1000);
    await routing.routeOnce(SIGNAL);
  }

  expect([first > 0, looks]).toEqual([true, first]);
});

test("what is due is queued although the jobs that have ended cannot be looked through", async () => {
  const { ledger, scenario, queued, write, router } = start();
  await write();
  await endJob(scenario);
  ledger.finished.endedJobs = async () => {
    throw new Error("the archive is away");
  };

  await router().routeOnce(SIGNAL);

  expect(queued).toHaveLength(1);
});

describe("a process that ends while it delivers", () => {
  /** @param post what the receiver does once the process is told to end */
  async function endWhileDelivering(post: DeliveringEngine["post"]) {
    const { engine, ledger, write } = start();
    const delivery = await sendTest(engine, await write());
    const leaving = new AbortController();
    const outcome = await deliver(
      {
        ...engine,
        sign: () => "v1,x",
        post: (request, signal) => {
          leaving.abort(new Error("handed back"));
          return post(request, signal);
        },
      },
      delivery,
      leaving.signal,
    );
    return { outcome, before: delivery, after: await ledger.deliveries.read(delivery) };
  }

  test("notes that the receiver took the message, so that it is not sent again", async () => {
    const { outcome, after } = await endWhileDelivering(async () => ({
      ...{ status: 204, headers: {}, text: "" },
    }));

    expect([outcome.kind, after?.state]).toEqual(["done", "delivered"]);
  });

  test("gives the message back, which is no failed attempt", async () => {
    const { outcome, before, after } = await endWhileDelivering(async (_request, signal) => {
      throw signal.reason;
    });

    expect(outcome.kind).toBe("later");
    expect(after).toEqual(before);
  });
});
