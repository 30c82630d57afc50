import { once } from "node:events";
import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { connect as connectTls } from "node:tls";

const TRIAL_MS = 2000;

/**
 * True where a server speaks TLS, false where it answers in plain text, undefined where neither
 * shows. A server that is asked in the wrong one only closes, or waits: its silence does not say why.
 */
export async function detectTls(address: TcpNetConnectOpts): Promise<boolean | undefined> {
  if (await respondsInPlain(connect(address))) {
    return false;
  }
  // Only the handshake: who it is and whether it is to be trusted is for the real connection to say.
  const shaken = connectTls({ ...address, rejectUnauthorized: false });
  return (await happens(shaken, "secureConnect")) === undefined ? undefined : true;
}

async function respondsInPlain(socket: Socket): Promise<boolean> {
  socket.write("PING\r\n");
  const reply = await happens(socket, "data");
  return reply !== undefined && /^[+-]/.test(String(reply[0]));
}

async function happens(socket: Socket, event: string): Promise<readonly unknown[] | undefined> {
  try {
    return await once(socket, event, { signal: AbortSignal.timeout(TRIAL_MS) });
  } catch {
    return undefined;
  } finally {
    socket.on("error", () => undefined);
    socket.destroy();
  }
}
