/**
 * The null planner of another commit in a process of its own: argv names its module, the Redis and the
 * slots. Each message is a number of parts, and is answered when they are planned.
 */
const [module = "", redisUrl = "", slots = ""] = process.argv.slice(2);
const { nullPlanner }: typeof import("./null-planner.ts") = await import(module);
const planner = nullPlanner(redisUrl, Number(slots));

process.on("message", (parts) => {
  // What fails ends the process, and with it the bench.
  void planner.plan(Number(parts)).then(() => process.send?.("planned"));
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
