/** Builds the dashboard where it is missing or out of date; says something only when it cannot. */
import { openDashboard } from "./index.ts";

try {
  await openDashboard();
} catch (error) {
  // An installation without its bundler gets the dashboard another way: that is no failure of it.
  process.stderr.write(`the dashboard was not built: ${String(error)}\n`);
}
