import { connectRedis, RedisConfigStore } from "@penstock/adapter-redis";
import type { ConfigKind } from "@penstock/core";
import { ManualClock, seededRandom, silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { startMarkedProxy } from "../support/marked-proxy.ts";

const KIND: ConfigKind<object> = { name: "limits", parse: (value) => Object(value) };
const server = useRedis();

test("a change whose reservation got no response is sent again, and does not wait for itself", async () => {
  const port = Number(new URL(server.url).port);
  const proxy = await startMarkedProxy(port, "limits/second", "loses-response");
  onTestFinished(() => proxy.close());
  const url = `redis://127.0.0.1:${proxy.port}`;
  const redis = connectRedis(url, { role: "service", log: silentLog });
  onTestFinished(() => redis.disconnect());
  const config = new RedisConfigStore(redis, {
    ...{ journal: undefined, clock: new ManualClock(), random: seededRandom(1) },
    ...{ log: silentLog, secrets: new Set<string>() },
  });
  // Its scripts are known to the server then.
  await config.write(KIND, "first", { revision: 0, value: {} });

  const written = await config.write(KIND, "second", { revision: 0, value: { units: 1 } });

  expect(proxy.marked()).toBe(1);
  expect(written).toMatchObject({ revision: 1, value: { units: 1 } });
});
