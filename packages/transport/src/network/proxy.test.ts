import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { startHttpServer } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGetClient } from "../get-client.ts";
import { createSender } from "../sender.ts";
import {
  ADDRESS_CERTIFICATE,
  NAME_CERTIFICATE,
  TEST_CERTIFICATE,
  TEST_KEY,
} from "../test-certificate.ts";
import { createAddressGuard } from "./address-guard.ts";
import type { Network } from "./network.ts";
import { oneProxy, proxyFromEnvironment } from "./proxy-rules.ts";

const signal = new AbortController().signal;
/** Only the proxy knows it. */
const FAR = "files.far.invalid";

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** A proxy that leads every name to one port of this machine, unless it refuses. */
async function startProxy(port: () => number, rejection?: string) {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (request, client: Socket) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? "-"}`);
    open.add(client);
    if (rejection !== undefined) {
      client.end(`HTTP/1.1 ${rejection}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = connect(port(), "127.0.0.1");
    open.add(target);
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
    target.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
  });
  const proxyPort = await listen(server);
  onTestFinished(() => {
    for (const socket of open) {
      socket.destroy();
    }
  });
  return { asked, url: new URL(`http://127.0.0.1:${proxyPort}`) };
}

async function startTarget() {
  const received: string[] = [];
  const target = await startHttpServer((request, response) => {
    received.push(`${request.method} ${request.headers.host}`);
    request.resume().once("end", () => response.end("bytes"));
  });
  onTestFinished(target.close);
  return { received, port: () => Number(new URL(target.url).port) };
}

async function startTlsTarget(cert = TEST_CERTIFICATE): Promise<() => number> {
  const options = { cert, key: TEST_KEY };
  const port = await listen(
    createTlsServer(options, (request, response) => {
      request.resume().once("end", () => response.end("secret bytes"));
    }),
  );
  return () => port;
}

/** A GET, a small PUT and a large one: each opens its connections in its own way. */
async function ask(network: Network, at: URL): Promise<readonly string[]> {
  const client = createGetClient({}, network);
  const sender = createSender(network);
  onTestFinished(() => {
    client.close();
    sender.close();
  });
  const limits = { continueMs: 0, idleMs: 5_000, totalMs: 5_000 };
  const put = async (lengthBytes: number) => {
    const chunks = (async function* () {
      yield Buffer.alloc(lengthBytes);
    })();
    const headers = { host: at.host, "content-length": String(lengthBytes) };
    const request = { what: "a", at, path: "/", method: "PUT", headers, limits };
    return await sender.send({ ...request, body: { lengthBytes, chunks } }, signal);
  };
  const texts: string[] = [];
  for (const open of [
    () => client.get({ what: "a", at, path: "/", headers: {} }, signal),
    () => put(10),
    () => put(100_000),
    () => client.get({ what: "a", at, path: "/", headers: {} }, signal),
  ]) {
    const response = await open();
    let text = String(response.status);
    for await (const chunk of response.chunks) {
      text += ` ${Buffer.from(chunk).toString()}`;
    }
    texts.push(text);
  }
  return texts;
}

describe("through a proxy", () => {
  test("every kind of request reaches a name that only the proxy knows", async () => {
    const { received, port } = await startTarget();
    const proxy = await startProxy(port);

    const texts = await ask({ proxy: oneProxy(proxy.url, {}) }, new URL(`http://${FAR}/`));

    expect(texts).toEqual(Array.from({ length: 4 }, () => "200 bytes"));
    expect(received.map((text) => text.replace(/^\w+ /, ""))).toEqual([FAR, FAR, FAR, FAR]);
    // The second GET goes over the connection of the first.
    expect(proxy.asked).toEqual(Array.from({ length: 3 }, () => `${FAR}:80 -`));
  });

  test("TLS is spoken with the server, by a private authority", async () => {
    const proxy = await startProxy(await startTlsTarget());
    const at = new URL("https://localhost/");
    const rules = oneProxy(proxy.url, {});

    const texts = await ask({ proxy: rules, ca: [TEST_CERTIFICATE] }, at);
    const untrusted = ask({ proxy: rules }, at);

    expect(texts).toEqual(Array.from({ length: 4 }, () => "200 secret bytes"));
    await expect(untrusted).rejects.toMatchObject({
      code: "source-unreachable",
      message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
    });
  });

  test.each([
    ["p%40ss", "p@ss"],
    ["100%-sure", "100%-sure"],
  ])("a user and the password %s are shown to the proxy alone", async (written, meant) => {
    const { port } = await startTarget();
    const proxy = await startProxy(port);
    proxy.url.username = "ada";
    proxy.url.password = written;

    await ask({ proxy: oneProxy(proxy.url, {}) }, new URL(`http://${FAR}:8080/`));

    const shown = Buffer.from(`ada:${meant}`).toString("base64");
    expect(new Set(proxy.asked)).toEqual(new Set([`${FAR}:8080 Basic ${shown}`]));
  });

  test("what the proxy says is a failure of the way, and says nothing of the server", async () => {
    const proxy = await startProxy(() => 0, "407 Proxy Authentication Required");

    const asked = ask({ proxy: oneProxy(proxy.url, {}) }, new URL(`http://${FAR}/`));

    await expect(asked).rejects.toMatchObject({
      code: "source-unreachable",
      message: expect.stringMatching(/the proxy 127\.0\.0\.1:\d+ answered 407 to CONNECT/),
    });
  });

  test("the guard judges what is known of the name here, and addresses always", async () => {
    const { port } = await startTarget();
    const proxy = await startProxy(port);
    const network = { proxy: oneProxy(proxy.url, {}), guard: createAddressGuard([]) };

    for (const host of ["10.0.0.1", "localhost", "[::1]"]) {
      await expect(ask(network, new URL(`http://${host}/`))).rejects.toMatchObject({
        code: "address-blocked",
      });
    }
    expect(await ask(network, new URL(`http://${FAR}/`))).toHaveLength(4);
    expect(new Set(proxy.asked)).toEqual(new Set([`${FAR}:80 -`]));
  });
});

describe.each(["directly", "through a proxy"])("the certificate of an address, %s,", (way) => {
  async function networkTo(port: () => number, certificate: string): Promise<Network> {
    const proxy = way === "directly" ? undefined : oneProxy((await startProxy(port)).url, {});
    return { ca: [certificate], proxy };
  }

  test("has to name the address", async () => {
    const port = await startTlsTarget(ADDRESS_CERTIFICATE);
    const network = await networkTo(port, ADDRESS_CERTIFICATE);

    expect(await ask(network, new URL(`https://127.0.0.1:${port()}/`))).toHaveLength(4);
  });

  test("is refused where it names localhost instead", async () => {
    const port = await startTlsTarget(NAME_CERTIFICATE);
    const network = await networkTo(port, NAME_CERTIFICATE);
    const sender = createSender(network);
    onTestFinished(() => sender.close());
    const at = new URL(`https://127.0.0.1:${port()}/`);
    const put = { what: "a", at, path: "/", method: "PUT", headers: { host: at.host } };
    const body = { lengthBytes: 0, chunks: (async function* () {})() };
    const limits = { continueMs: 0, idleMs: 5_000, totalMs: 5_000 };

    await expect(sender.send({ ...put, body, limits }, signal)).rejects.toMatchObject({
      message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
    });
  });
});

test("a private authority is trusted without a proxy as well", async () => {
  const port = await startTlsTarget();
  const at = new URL(`https://localhost:${port()}/`);

  expect(await ask({ ca: [TEST_CERTIFICATE] }, at)).toHaveLength(4);
});

describe("the variables of a proxy", () => {
  const PROXY = "http://proxy:3128";

  test.each([
    [{ HTTPS_PROXY: PROXY }, "https://host/", true],
    [{ https_proxy: PROXY }, "https://host/", true],
    [{ HTTPS_PROXY: "proxy:3128" }, "https://host/", true],
    [{ HTTPS_PROXY: PROXY }, "http://host/", false],
    [{ HTTP_PROXY: PROXY }, "http://host/", true],
    [{ ALL_PROXY: PROXY }, "http://host/", true],
    [{ ALL_PROXY: PROXY }, "http://127.0.0.1/", false],
    [{ ALL_PROXY: PROXY }, "http://localhost:80/", false],
    [{ ALL_PROXY: PROXY }, "http://[::1]/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "*" }, "http://host/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "a,example.com" }, "http://example.com/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "example.com" }, "http://s3.example.com/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: ".example.com" }, "http://s3.example.com/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "*.example.com" }, "http://s3.example.com/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "example.com" }, "http://notexample.com/", true],
    [{ ALL_PROXY: PROXY, NO_PROXY: "host:8080" }, "http://host:8080/", false],
    [{ ALL_PROXY: PROXY, NO_PROXY: "host:8080" }, "http://host:81/", true],
    [{ ALL_PROXY: PROXY, NO_PROXY: "host:443" }, "https://host/", false],
    [{ ALL_PROXY: PROXY, no_proxy: "10.0.0.0/8 fd00::/8" }, "http://10.1.2.3/", false],
    [{ ALL_PROXY: PROXY, no_proxy: "10.0.0.0/8 fd00::/8" }, "http://[fd00::1]/", false],
    [{ ALL_PROXY: PROXY, no_proxy: "10.0.0.0/8" }, "http://11.1.2.3/", true],
    [{ ALL_PROXY: PROXY, no_proxy: "192.168.0.7" }, "http://192.168.0.7:9000/", false],
    [{ ALL_PROXY: PROXY, no_proxy: "[fd00::1]" }, "http://[fd00::1]/", false],
    [{ HTTPS_PROXY: "socks5://proxy" }, "https://host/", false],
    [{}, "https://host/", false],
  ])("%j: is %s proxied? %s", (environment, url, isProxied) => {
    expect(proxyFromEnvironment(environment)?.(new URL(url)) !== undefined).toBe(isProxied);
  });
});
