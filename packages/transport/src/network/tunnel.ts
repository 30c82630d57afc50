import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { basicOf } from "./proxy-rules.ts";

/** Larger heads of a response to CONNECT say nothing that is of use. */
const MAX_HEAD_BYTES = 16 * 1024;

export type Tunnel = {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Authorities that are trusted besides those of the system. */
  readonly ca?: readonly string[] | undefined;
};

/**
 * Asks a proxy for a connection (RFC 9110, 9.3.6), and resolves with it. What it says instead is the proxy's word, which
 * says nothing about the server: it rejects with an Error of that text.
 */
export async function openTunnel(tunnel: Tunnel): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const { proxy, timeoutMs } = tunnel;
  const request = requestOf(tunnel);
  const socket = connectToProxy(tunnel);
  const timer = setTimeout(
    () => socket.destroy(new Error(`the proxy ${proxy.host} did not answer in ${timeoutMs} ms`)),
    timeoutMs,
  );
  let head = "";
  const onData = (bytes: Buffer) => {
    head += bytes.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end < 0 && head.length < MAX_HEAD_BYTES) {
      return;
    }
    // It flows on: neither side of a tunnel speaks before the one that asked for it.
    socket.off("data", onData);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? "no HTTP";
    if (end + 4 === head.length && /^2\d\d$/.test(status)) {
      resolve(socket);
    } else {
      socket.destroy(new Error(`the proxy ${proxy.host} answered ${status} to CONNECT`));
    }
  };
  const onClose = () => reject(new Error(`the proxy ${proxy.host} closed the connection`));
  socket.on("data", onData).once("error", reject).once("close", onClose);
  socket.write(request);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.off("error", reject).off("close", onClose);
  }
}

function connectToProxy({ proxy, ca }: Tunnel): Socket {
  const host = proxy.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80));
  // TLS asks for a certificate by names only; that of an address is compared with the host.
  const servername = isIP(host) === 0 ? host : "";
  return proxy.protocol === "https:"
    ? connectTls({ host, port, servername, ...(ca !== undefined && { ca: [...ca] }) })
    : connect({ host, port });
}

function requestOf({ proxy, host, port }: Tunnel): string {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const basic = basicOf(proxy);
  const authorization = basic === undefined ? "" : `proxy-authorization: Basic ${basic}\r\n`;
  return `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${authorization}\r\n`;
}
