import { isIPv4, type LookupFunction } from "node:net";
import { startHttpServer } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGetClient } from "../get-client.ts";
import { createSender } from "../sender.ts";
import { createAddressGuard } from "./address-guard.ts";

const signal = new AbortController().signal;
const NOTHING_OPEN = createAddressGuard([]);

/** Every target of the table that was measured, and what else means the same. */
const INSIDE = [
  "127.0.0.1",
  "127.1",
  "0x7f000001",
  "2130706433",
  "017700000001",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "0.0.0.0",
  "localhost",
  "169.254.169.254",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "[fd00::1]",
  "[fe80::1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::a9fe:a9fe]",
  "[64:ff9b:1::a00:1]",
  "[2002:7f00:1::]",
  "192.0.0.192",
];

describe("a guarded connection", () => {
  test.each(INSIDE)("opens none to %s, written as a URL's host", async (host) => {
    const { asked, port } = await startTarget();

    for (const send of clients()) {
      await expect(send(new URL(`http://${host}:${port}/`))).rejects.toMatchObject({
        code: "address-blocked",
      });
    }
    expect(asked).toEqual([]);
  });

  test("opens none to a name that leads inside, also beside an address outside", async () => {
    const { asked, port } = await startTarget();
    const records = [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"], []];

    for (const addresses of records) {
      const guard = createAddressGuard(
        [],
        resolvingTo(() => addresses),
      );
      const [, put] = clients(guard);
      await expect(put?.(new URL(`http://files.example:${port}/`))).rejects.toMatchObject({
        code: "address-blocked",
      });
    }
    expect(asked).toEqual([]);
  });

  test("judges the address that it connects to, whatever the name was before", async () => {
    const { asked, port } = await startTarget();
    const records = [["127.0.0.2"], ["127.0.0.1"]];
    // The first one is open. Then the name is bound anew, between a check and its use.
    const lookup = resolvingTo(() => records.shift() ?? ["127.0.0.1"]);
    const guard = createAddressGuard(["127.0.0.2/32"], lookup);
    const [get] = clients(guard);

    const first = await get?.(new URL(`http://files.example:${port}/`)).catch(codeOf);
    const second = await get?.(new URL(`http://files.example:${port}/`)).catch(codeOf);

    // There is a server at 127.0.0.1 alone.
    expect([first, second]).toEqual(["source-unreachable", "address-blocked"]);
    expect(asked).toEqual([]);
  });

  test("is open to the networks that the operator names", async () => {
    const { asked, port } = await startTarget();

    for (const send of clients(createAddressGuard(["127.0.0.1/32"]))) {
      await send(new URL(`http://127.1:${port}/`));
    }

    expect(asked.length).toBe(3);
  });

  test("is asked for no address where there is no guard", async () => {
    const { asked, port } = await startTarget();
    const client = createGetClient();
    onTestFinished(() => client.close());
    const at = new URL(`http://127.0.0.1:${port}/`);

    const response = await client.get({ what: "a", at, path: "/", headers: {} }, signal);
    response.discard();

    expect(asked).toEqual(["/"]);
  });
});

describe("the guard", () => {
  test("never lets a metadata address be reached, whatever is open", () => {
    const open = createAddressGuard(["0.0.0.0/0", "::/0"]);
    const places = [
      "169.254.169.254",
      "169.254.0.23",
      "169.254.170.2",
      "169.254.170.23",
      "fd00:ec2::254",
      "fd00:ec2::23",
      "100.100.100.200",
      "192.0.0.192",
      "168.63.129.16",
      "169.254.42.42",
      "fd00:42::42",
      "fe80::a9fe:a9fe%eth0",
      "::ffff:169.254.169.254",
      "64:ff9b::a9fe:a9fe",
      "2002:a9fe:a9fe::1",
    ];

    expect(places.filter((place) => open.mayReach(place))).toEqual([]);
    expect(open.mayReach("10.0.0.1")).toBe(true);
  });

  test("judges an IPv4 address alike in each form of IPv6 that leads to it", () => {
    const open = createAddressGuard(["64:ff9b::/96", "::/96", "2002::/16"]);
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [high, low] = groupsOf(address);
        const mayReach = open.mayReach(address);

        expect(open.mayReach(`::ffff:${address}`)).toBe(mayReach);
        expect(open.mayReach(`::ffff:${high}:${low}`)).toBe(mayReach);
        expect(open.mayReach(`64:ff9b::${address}`)).toBe(mayReach);
        expect(open.mayReach(`2002:${high}:${low}::1`)).toBe(mayReach);
        // ::0.0.0.1 and its like are no IPv4 addresses, and inside in either reading.
        expect(open.mayReach(`::${address}`)).toBe(mayReach);
      }),
    );
  });

  test("lets public addresses be reached, and nothing that is no address", () => {
    const places = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "1.1.1.1"];

    expect(places.filter((place) => NOTHING_OPEN.mayReach(place))).toEqual(places);
    expect(["", "localhost", "127.1", "1.2.3"].some((text) => NOTHING_OPEN.mayReach(text))).toBe(
      false,
    );
  });
});

/** A GET, a small PUT and a large one: each opens its connections in its own way. */
function clients(guard = NOTHING_OPEN): readonly ((at: URL) => Promise<unknown>)[] {
  const client = createGetClient({}, { guard });
  const sender = createSender({ guard });
  onTestFinished(() => {
    client.close();
    sender.close();
  });
  const limits = { continueMs: 0, idleMs: 5_000, totalMs: 5_000 };
  const put = (at: URL, lengthBytes: number) => {
    const chunks = (async function* () {
      yield Buffer.alloc(lengthBytes);
    })();
    const request = { what: "a", at, path: "/", headers: { host: at.host }, limits };
    const length = { "content-length": String(lengthBytes) };
    const headers = { ...request.headers, ...length };
    return sender.send(
      { ...request, headers, method: "PUT", body: { lengthBytes, chunks } },
      signal,
    );
  };
  return [
    async (at) => (await client.get({ what: "a", at, path: "/", headers: {} }, signal)).discard(),
    async (at) => (await put(at, 10)).discard(),
    async (at) => (await put(at, 100_000)).discard(),
  ];
}

async function startTarget() {
  const asked: string[] = [];
  const target = await startHttpServer((request, response) => {
    asked.push(request.url ?? "");
    request.resume().once("end", () => response.end());
  });
  onTestFinished(target.close);
  return { asked, port: new URL(target.url).port };
}

function resolvingTo(addresses: () => readonly string[]): LookupFunction {
  return (_hostname, _options, callback) => {
    const found = addresses().map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }));
    callback(null, found);
  };
}

function codeOf(error: { readonly code: string }): string {
  return error.code;
}

function groupsOf(address: string): readonly [high: string, low: string] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
