/**
 * Preloaded into every child process (`node --import`): when the parent is gone, killed even, the
 * channel to it closes and the child drains like on any SIGTERM. Nothing is left running.
 */
if (process.channel !== undefined) {
  process.once("disconnect", () => {
    // A second SIGTERM would cut the drain short, so this one is only for a lost parent.
    process.kill(process.pid, "SIGTERM");
  });
  // The listener alone would keep the process alive after its work is done.
  process.channel.unref();
}
