import { spawn } from "node:child_process";

/**
 * Ends the process `pid` when this process ends, also by SIGKILL: a shell waits at a pipe whose
 * other end only this process holds, and the kernel closes it.
 *
 * @returns a function to call when `pid` has ended, before its number can belong to another process.
 */
export function endWithParent(pid: number): () => void {
  const watcher = spawn(
    "/bin/sh",
    ["-c", 'read -r _; kill -TERM "$1"; kill -CONT "$1"', "sh", String(pid)],
    {
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
      detached: true,
    },
  );
  // A machine without /bin/sh loses only this net: `stop` ends the server all the same.
  watcher.on("error", () => undefined);
  watcher.stdin.on("error", () => undefined);
  // Neither the shell nor the pipe shall keep this process alive.
  watcher.unref();
  if ("unref" in watcher.stdin && typeof watcher.stdin.unref === "function") {
    watcher.stdin.unref();
  }
  return () => {
    watcher.kill("SIGKILL");
  };
}
