import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { TEST_KEY } from "../../packages/transport/src/test-certificate.ts";

// Of the same key as the trusted one, which has signed them all.

/** For 127.0.0.1, and for the names by which COS is spoken to wherever it is reached. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbjCCARWgAwIBAgIBCDAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMBAxDjAMBgNVBAMM
BXJpZ2h0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO7ysrZutQz4C0uMmqvNu
DWI/E6MpkH1aBapbrTazWGptB5uYaPzc6VkRa3LrkWyL52/S6DjM3PEEvQ1o2mC5
iqNaMFgwNwYDVR0RBDAwLoIJbG9jYWxob3N0hwR/AAABghsqLmNvcy5hcC1sb2Nh
bC5teXFjbG91ZC5jb20wHQYDVR0OBBYEFJ4rTrZTXKcRhNAGHLzgIdDscAiMMAoG
CCqGSM49BAMCA0cAMEQCIHlTvDPCM1nhZZt0WrDn6IRjwWxkCYjaTQYglLzmbpGg
AiB0/0RdG2X/UkBw6Tc+i4dCGZ82sMLMQ7idvO/9gabPWQ==
-----END CERTIFICATE-----`;

/** One of several machines behind a name shows them. */
const WRONG_CERTIFICATES = {
  "not yet valid": `-----BEGIN CERTIFICATE-----
MIIBcTCCARegAwIBAgIBCTAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIhgPMjA5MDAxMDEwMDAwMDBaGA8yMTI2MDEwMTAwMDAwMFowEDEOMAwGA1UE
AwwFZWFybHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ7vKytm61DPgLS4yaq
824NYj8ToymQfVoFqlutNrNYam0Hm5ho/NzpWRFrcuuRbIvnb9LoOMzc8QS9DWja
YLmKo1owWDA3BgNVHREEMDAugglsb2NhbGhvc3SHBH8AAAGCGyouY29zLmFwLWxv
Y2FsLm15cWNsb3VkLmNvbTAdBgNVHQ4EFgQUnitOtlNcpxGE0AYcvOAh0OxwCIww
CgYIKoZIzj0EAwIDSAAwRQIhAMuivmXoVAbXJaY5+xtrQwgAPIoEo+Ie8GxdEDaz
iAAWAiBCL3QstjRO82nUmVspqY7myzsIQiFKtdZQZSe14CUIzg==
-----END CERTIFICATE-----`,
  expired: `-----BEGIN CERTIFICATE-----
MIIBbjCCARWgAwIBAgIBCzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjASMRAwDgYDVQQDDAdl
eHBpcmVkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO7ysrZutQz4C0uMmqvNu
DWI/E6MpkH1aBapbrTazWGptB5uYaPzc6VkRa3LrkWyL52/S6DjM3PEEvQ1o2mC5
iqNaMFgwNwYDVR0RBDAwLoIJbG9jYWxob3N0hwR/AAABghsqLmNvcy5hcC1sb2Nh
bC5teXFjbG91ZC5jb20wHQYDVR0OBBYEFJ4rTrZTXKcRhNAGHLzgIdDscAiMMAoG
CCqGSM49BAMCA0cAMEQCIBBwc+wY/Xk2pYBvXx7qo1PynlDJGmQ/eGXU6TlpQSbC
AiBdjdftxrNgIUa3E5pfVzLu7OmzkM26hdVszlaEOSJwnQ==
-----END CERTIFICATE-----`,
  "for another name": `-----BEGIN CERTIFICATE-----
MIIBTjCB9qADAgECAgEKMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTEwMDEwMTAwMDAwMFowEDEOMAwGA1UEAwwF
b3RoZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ7vKytm61DPgLS4yaq824N
Yj8ToymQfVoFqlutNrNYam0Hm5ho/NzpWRFrcuuRbIvnb9LoOMzc8QS9DWjaYLmK
ozswOTAYBgNVHREEETAPgg1vdGhlci5pbnZhbGlkMB0GA1UdDgQWBBSeK062U1yn
EYTQBhy84CHQ7HAIjDAKBggqhkjOPQQDAgNHADBEAiAyMtgJnU9v1qe9JHgQV94N
2G1lw6pQoIcAcqofo1NRcwIgR0lGDFdMrUL5n4Z8zylHxDD7IdNyueEhqEAAGxce
hLY=
-----END CERTIFICATE-----`,
} as const;

/** What happens to one connection. */
export type TlsFault =
  | { readonly kind: "reset" }
  | { readonly kind: "close" }
  /** Instead of the ServerHello, by the number of RFC 8446, 6. */
  | { readonly kind: "alert"; readonly description: number }
  | { readonly kind: "plain-http" }
  | { readonly kind: "certificate"; readonly which: keyof typeof WRONG_CERTIFICATES }
  /** In the middle of a response, once so many bytes of responses were sent on the connection. */
  | {
      readonly kind: "break";
      readonly afterBytes: number;
      readonly by: "alert" | "garbage" | "reset" | "end";
    };

export type TlsProxy = {
  readonly url: string;
  /** For the connection of this number from now on, the first one being 1. */
  arm(fault: TlsFault, connection: number): void;
  /** Forgets what is armed, and returns whether it has happened. */
  disarm(): boolean;
  close(): Promise<void>;
};

type Armed = { readonly fault: TlsFault; left: number; hasFired: boolean };

/** Ends TLS in front of a plain server, and fails where it is told. */
export async function startTlsProxy(target: string): Promise<TlsProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let armed: Armed | undefined;
  const server = createServer((socket) => {
    keep(open, socket);
    const fault = dueFault(armed);
    if (fault !== undefined && failHandshake(socket, fault)) {
      return;
    }
    const which = fault?.kind === "certificate" ? fault.which : undefined;
    const secure = new TLSSocket(socket, {
      isServer: true,
      key: TEST_KEY,
      cert: which === undefined ? CERTIFICATE : WRONG_CERTIFICATES[which],
      ALPNProtocols: ["http/1.1"],
    });
    const upstream = connect(Number(port), hostname);
    keep(open, upstream);
    secure.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
    upstream.on("close", () => secure.destroySoon());
    secure.pipe(upstream);
    const breaking = fault?.kind === "break" ? fault : undefined;
    let sentBytes = 0;
    upstream.on("data", (bytes: Buffer) => {
      const room = breaking === undefined ? bytes.length : breaking.afterBytes - sentBytes;
      sentBytes += bytes.length;
      if (breaking === undefined || room >= bytes.length) {
        secure.write(bytes);
        return;
      }
      upstream.destroy();
      secure.write(bytes.subarray(0, Math.max(0, room)), () => breakOff(socket, breaking.by));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    arm: (fault, connection) => {
      armed = { fault, left: connection, hasFired: false };
    },
    disarm: () => {
      const hasFired = armed?.hasFired ?? false;
      armed = undefined;
      return hasFired;
    },
    close: async () => {
      server.close();
      for (const socket of open) {
        socket.destroy();
      }
      await once(server, "close");
    },
  };
}

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.on("error", () => socket.destroy()).on("close", () => open.delete(socket));
}

function dueFault(armed: Armed | undefined): TlsFault | undefined {
  if (armed === undefined || armed.hasFired) {
    return undefined;
  }
  armed.left -= 1;
  armed.hasFired = armed.left === 0;
  return armed.hasFired ? armed.fault : undefined;
}

/** @returns whether the connection is over before it began */
function failHandshake(socket: Socket, fault: TlsFault): boolean {
  const afterHello = (run: () => void) => {
    socket.once("data", run);
    return true;
  };
  switch (fault.kind) {
    case "reset":
      return afterHello(() => socket.resetAndDestroy());
    case "close":
      return afterHello(() => socket.end());
    case "alert":
      return afterHello(() => socket.end(alertOf(fault.description)));
    case "plain-http":
      return afterHello(() =>
        socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
      );
    default:
      return false;
  }
}

/** A record of its own, in plain text, as a machine that lost the connection's keys sends it. */
function alertOf(description: number): Buffer {
  return Buffer.from([0x15, 3, 3, 0, 2, 2, description]);
}

function breakOff(socket: Socket, by: "alert" | "garbage" | "reset" | "end"): void {
  switch (by) {
    case "alert":
      socket.end(alertOf(80));
      break;
    case "garbage":
      socket.end(Buffer.alloc(100, 0x17));
      break;
    case "reset":
      socket.resetAndDestroy();
      break;
    case "end":
      socket.end();
      break;
    default:
      by satisfies never;
  }
}
