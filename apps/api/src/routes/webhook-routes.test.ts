import { randomBytes } from "node:crypto";
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { createSealing, systemHashing, systemRandom } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryTaskQueue,
  silentLog,
} from "@penstock/testkit";
import {
  connectionsFile,
  deliveryPage,
  newWebhookView,
  problem,
  WEBHOOK_FORMS,
  webhookPage,
  webhookView,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer } from "../http/http-server.ts";

const HOOK = { url: "https://example.com/hook?team=a" };
const open: FastifyInstance[] = [];

function createApi({ hasKey = true } = {}) {
  const clock = new ManualClock();
  const config = new MemoryConfigStore(clock);
  const file = connectionsFile.parse({ connections: {} });
  const keys = hasKey ? [randomBytes(32).toString("base64")] : [];
  const app = createHttpServer({
    ...{ clock, random: systemRandom, hashing: systemHashing, log: silentLog, config },
    ledger: new MemoryLedger(clock),
    journal: new MemoryJournal(),
    queue: new MemoryTaskQueue(),
    sealing: createSealing(keys, systemRandom),
    connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
    calendar: new CronCalendar(),
    whyNotReady: async () => [],
    assertCapacity: async () => undefined,
  });
  open.push(app);
  const ask = (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: object,
    tenant?: string,
  ) =>
    app.inject({
      ...{ method, url: `/v1/webhooks${path}` },
      ...(body && { payload: body }),
      headers: tenant === undefined ? {} : { "penstock-tenant": tenant },
    });
  const make = async () => newWebhookView.parse((await ask("POST", "", HOOK)).json());
  return { ask, make, config };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

describe("/v1/webhooks", () => {
  test("makes one for the ends of jobs, and shows its secret once and keeps it sealed", async () => {
    const { ask, config } = createApi();

    const response = await ask("POST", "", HOOK);

    const made = newWebhookView.parse(response.json());
    const kept = JSON.stringify(await config.list(WEBHOOK_FORMS.webhooks));
    expect([response.statusCode, response.headers.location]).toEqual([
      201,
      `/v1/webhooks/${made.id}`,
    ]);
    expect(made).toMatchObject({ types: ["job.completed"], format: "standard", isEnabled: true });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(kept).not.toContain(made.secret.slice(6));
    expect((await ask("GET", `/${made.id}`)).body).not.toContain("whsec_");
    expect(webhookPage.parse((await ask("GET", "")).json()).data).toHaveLength(1);
  });

  test.each([
    ...["http://example.com/", "ftp://example.com/", "https://user:pass@example.com/", "hook"],
    ...["http://127.0.0.1.example.com/", "http://[::2]/", ""],
  ])("refuses to send to %j", async (url) => {
    const { ask } = createApi();

    const { code, errors } = problem.parse((await ask("POST", "", { url })).json());

    expect([code, errors?.[0]?.pointer]).toEqual(["request-invalid", "/url"]);
  });

  test.each(["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:9/", "https://a.b/"])(
    "sends to %j",
    async (url) => {
      const { ask } = createApi();

      expect((await ask("POST", "", { url })).statusCode).toBe(201);
    },
  );

  test("refuses types that no event has, and needs a sealing key", async () => {
    const types = await createApi().ask("POST", "", { ...HOOK, types: ["jobs"] });
    const key = await createApi({ hasKey: false }).ask("POST", "", HOOK);

    expect(problem.parse(types.json()).errors?.[0]?.pointer).toBe("/types/0");
    expect(problem.parse(key.json()).code).toBe("sealing-key-missing");
  });

  test("changes what is named and nothing else, rotates the secret, and ends it", async () => {
    const { ask, make } = createApi();
    const { id, secret } = await make();

    const changed = await ask("PATCH", `/${id}`, { types: ["job.*"], isEnabled: false });
    const rotated = newWebhookView.parse((await ask("POST", `/${id}:rotate`)).json());
    const removed = await ask("DELETE", `/${id}`);
    const after = await ask("GET", `/${id}`);

    expect(webhookView.parse(changed.json())).toMatchObject({
      ...{ url: HOOK.url, types: ["job.*"], isEnabled: false, disabledBecause: null },
    });
    expect(rotated.secret).not.toBe(secret);
    expect(webhookView.parse(removed.json()).id).toBe(id);
    expect(problem.parse(after.json()).code).toBe("not-found");
  });

  test("sends a test, whose delivery is listed and can be asked for again", async () => {
    const { ask, make } = createApi();
    const { id } = await make();
    const sent = (await ask("POST", `/${id}:test`)).json<{ id: string }>();

    const listed = deliveryPage.parse((await ask("GET", `/${id}/deliveries`)).json());
    const again = await ask("POST", `/${id}/deliveries/${sent.id}:redeliver`);
    const unknown = await ask("POST", `/${id}/deliveries/dlv_x:redeliver`);

    expect(listed.data).toMatchObject([{ id: sent.id, type: "webhook.test", state: "pending" }]);
    expect(again.statusCode).toBe(200);
    expect(problem.parse(unknown.json()).code).toBe("not-found");
  });

  test("shows and changes nothing of another tenant", async () => {
    const { ask, make } = createApi();
    const { id } = await make();
    const other = await ask("POST", "", HOOK, "other");
    const foreign = newWebhookView.parse(other.json());

    const seen = [
      await ask("GET", `/${id}`, undefined, "other"),
      await ask("DELETE", `/${id}`, undefined, "other"),
      await ask("POST", `/${foreign.id}:test`),
    ];

    expect(seen.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    expect(webhookPage.parse((await ask("GET", "")).json()).data.map((each) => each.id)).toEqual([
      id,
    ]);
  });
});
