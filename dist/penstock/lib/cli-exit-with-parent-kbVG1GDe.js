// apps/cli/src/cluster/exit-with-parent.ts
/**
* Preloaded into every child process (`node --import`): when the parent is gone, killed even, the
* channel to it closes and the child drains like on any SIGTERM. Nothing is left running.
*/
if (process.channel !== void 0) {
	process.once("disconnect", () => {
		process.kill(process.pid, "SIGTERM");
	});
	process.channel.unref();
}
export {};
