import { isIP } from "node:net";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { oneListener } from "./one-listener.ts";

test.each(["localhost", "127.0.0.1"])("%s is one listener, by its address", async (host) => {
  const app = fastify();
  const listen = await oneListener({ host, port: 0 });

  await app.listen(listen);

  const addresses = app.addresses();
  await app.close();
  expect(isIP(listen.host)).not.toBe(0);
  expect(addresses).toHaveLength(1);
});

test("what is an address already stays as it is", async () => {
  expect(await oneListener({ host: "::", port: 80 })).toEqual({ host: "::", port: 80 });
});
