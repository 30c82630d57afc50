/**
 * Loaded before a process of the system (`node --import`): its wall clock is off by the milliseconds that
 * stand in the file of its pid below `CHAOS_CLOCKS`, from the moment that they stand there. As after
 * a step of a real clock, the monotonic one knows nothing of it.
 */
import { readFileSync, watchFile } from "node:fs";
import { join } from "node:path";

const LOOK_EVERY_MS = 200;
const path = join(process.env["CHAOS_CLOCKS"] ?? "", String(process.pid));
let offsetMs = 0;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, subclass) =>
    Reflect.construct(date, given.length === 0 ? [date.now() + offsetMs] : given, subclass),
  get: (date, name, receiver) =>
    name === "now" ? () => date.now() + offsetMs : Reflect.get(date, name, receiver),
});

watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, ({ size }) => {
  offsetMs = size === 0 ? 0 : Number(readFileSync(path, "utf8"));
});
