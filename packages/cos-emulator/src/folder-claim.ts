import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Claims a data folder for this emulator, until the claim is disposed of or its process ends.
 *
 * The claim is a listening socket, because it ends with its process however that ends: a file with a
 * process id would outlive a kill or a power cut, and another process may get that id. On Linux it is
 * a name without a file; elsewhere a file in the folder for temporary ones, because the path of a
 * socket has to be short.
 *
 * @throws Error when another emulator has it
 */
export async function claimFolder(dataDir: string): Promise<AsyncDisposable> {
  mkdirSync(dataDir, { recursive: true });
  const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 16);
  const isLinux = process.platform === "linux";
  const path = isLinux ? `\0penstock-cos-${name}` : join(tmpdir(), `penstock-cos-${name}.sock`);
  let claim = await listenOn(path);
  if (claim === undefined && !isLinux && !(await isAnswered(path))) {
    // It is left from a process that was killed.
    rmSync(path, { force: true });
    claim = await listenOn(path);
  }
  if (claim === undefined) {
    throw new Error(`another emulator uses the data folder ${dataDir}: end it, or name another`);
  }
  const server = claim;
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

async function listenOn(path: string): Promise<Server | undefined> {
  // A process finds out by trying.
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(path);
    await once(server, "listening");
    return server;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      return undefined;
    }
    throw error;
  }
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
