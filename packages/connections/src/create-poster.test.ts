import { startHttpServer } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createPoster } from "./create-poster.ts";

const signal = new AbortController().signal;
const MESSAGE = { headers: { "content-type": "application/json" }, body: "{}", timeoutMs: 5_000 };

async function receiver(status: number, headers: Readonly<Record<string, string>> = {}) {
  const received: string[] = [];
  const server = await startHttpServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers["content-length"]}`);
    response.writeHead(status, headers).end("thank you");
  });
  onTestFinished(server.close);
  return { received, url: new URL("/hook?a=1", server.url) };
}

function poster(allowNetworks: readonly string[]) {
  const made = createPoster(allowNetworks);
  onTestFinished(() => made.close());
  return made;
}

test("a post to an address inside is not sent", async () => {
  const { received, url } = await receiver(200);

  const post = poster([]).post({ ...MESSAGE, url }, signal);

  await expect(post).rejects.toMatchObject({ code: "address-blocked" });
  expect(received).toEqual([]);
});

test("a post to a network that is open has a response", async () => {
  const { received, url } = await receiver(202);

  const response = await poster(["127.0.0.0/8"]).post({ ...MESSAGE, url }, signal);

  expect(response).toMatchObject({ status: 202, text: "thank you" });
  expect(received).toEqual(["POST /hook?a=1 2"]);
});

test("a post is not sent on to where a response leads", async () => {
  const other = await receiver(200);
  const { url } = await receiver(307, { location: other.url.href });

  const response = await poster(["127.0.0.0/8"]).post({ ...MESSAGE, url }, signal);

  expect(response.status).toBe(307);
  expect(other.received).toEqual([]);
});

test("a receiver that is not there is no store", async () => {
  const url = new URL("http://127.0.0.1:1/");

  const post = poster(["127.0.0.0/8"]).post({ ...MESSAGE, url }, signal);

  await expect(post).rejects.toMatchObject({
    code: "source-unreachable",
    message: expect.not.stringContaining("store"),
  });
});
