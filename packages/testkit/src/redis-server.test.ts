import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { useRedis } from "./redis-server.ts";

const redis = useRedis();

test("a test file has a Redis that answers", async () => {
  const { hostname, port } = new URL(redis.url);
  const socket = connect({ host: hostname, port: Number(port) });

  socket.write("PING\r\n");

  const [response] = await once(socket, "data");
  expect(String(response)).toBe("+PONG\r\n");
  socket.destroy();
});

test("names are never given twice", () => {
  expect(redis.newName()).not.toBe(redis.newName());
});
