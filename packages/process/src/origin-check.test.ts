import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { urlOf } from "./health-server.ts";
import { type OriginPolicy, rejectionOfOrigin } from "./origin-check.ts";

const LOOPBACK: OriginPolicy = { listenHost: "127.0.0.1" };
const ANYWHERE: OriginPolicy = { listenHost: "0.0.0.0" };
const PUBLIC: OriginPolicy = { listenHost: "0.0.0.0", publicUrl: "https://penstock.example" };

/** A request as Node's own parser makes it. */
async function parsed(lines: readonly string[], target = "/"): Promise<IncomingMessage> {
  const server = createServer({ requireHostHeader: false });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect(Number(new URL(urlOf(server.address())).port), "127.0.0.1");
  const arrived = once(server, "request");
  socket.write([`GET ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  const [request] = (await arrived) as [IncomingMessage];
  socket.destroy();
  server.close();
  return request;
}

test.each<[string, OriginPolicy, readonly string[]]>([
  ["the address itself", LOOPBACK, ["host: 127.0.0.1:8080"]],
  ["another loopback address", LOOPBACK, ["host: 127.0.0.2"]],
  ["localhost with any port", LOOPBACK, ["host: LOCALHOST:99"]],
  ["the IPv6 loopback", LOOPBACK, ["host: [::1]:8080"]],
  [
    "its own page",
    LOOPBACK,
    ["host: localhost:8080", "origin: http://localhost:8080", "sec-fetch-site: same-origin"],
  ],
  ["an address bar", LOOPBACK, ["host: localhost", "sec-fetch-site: none"]],
  ["any name where none is set", ANYWHERE, ["host: penstock-api:8080"]],
  ["the public name", PUBLIC, ["host: penstock.example"]],
  ["the public origin", PUBLIC, ["host: 10.0.0.7:8080", "origin: https://penstock.example"]],
  ["an address, as probes use it", PUBLIC, ["host: 10.0.0.7:8080"]],
  ["a service of the cluster, as KEDA calls it", PUBLIC, ["host: penstock.tools.svc:8080"]],
  [
    "the public name behind TLS",
    ANYWHERE,
    ["host: penstock.example", "origin: https://penstock.example"],
  ],
])("lets %s in", async (_who, policy, lines) => {
  expect(rejectionOfOrigin(await parsed(lines), policy)).toBeUndefined();
});

test.each<[string, OriginPolicy, readonly string[], number, string?]>([
  ["a name that was pointed here", LOOPBACK, ["host: evil.example:8080"], 421],
  ["a name that begins like ours", LOOPBACK, ["host: localhost.evil.example"], 421],
  ["a name that begins like an address", LOOPBACK, ["host: 127.0.0.1.evil.example"], 421],
  ["an address of another network", LOOPBACK, ["host: 192.168.1.5:8080"], 421],
  ["another name than the public one", PUBLIC, ["host: evil.example"], 421],
  ["a name that looks like a service of the cluster", PUBLIC, ["host: evil.svc.example"], 421],
  ["a service where only this machine is served", LOOPBACK, ["host: penstock.tools.svc"], 421],
  ["a URL of another host", LOOPBACK, ["host: localhost"], 421, "http://evil.example/v1/jobs"],
  ["no host", LOOPBACK, [], 400],
  ["two hosts", LOOPBACK, ["host: localhost", "Host: localhost"], 400],
  ["an empty host", LOOPBACK, ["host:"], 400],
  ["a host with a user", LOOPBACK, ["host: localhost@evil.example"], 400],
  ["another site's page", LOOPBACK, ["host: localhost", "origin: http://evil.example"], 403],
  [
    "a page of another port",
    LOOPBACK,
    ["host: localhost:8080", "origin: http://localhost:3000"],
    403,
  ],
  ["a page without an origin", LOOPBACK, ["host: localhost", "origin: null"], 403],
  ["a cross-site picture", LOOPBACK, ["host: localhost", "sec-fetch-site: cross-site"], 403],
  ["a neighbour", LOOPBACK, ["host: localhost", "sec-fetch-site: same-site"], 403],
  [
    "another page where any host goes",
    ANYWHERE,
    ["host: api:8080", "origin: http://evil.example"],
    403,
  ],
])("refuses %s", async (_who, policy, lines, status, target) => {
  expect(rejectionOfOrigin(await parsed(lines, target), policy)?.status).toBe(status);
});
