import { measure } from "./measures.ts";

const rows = measure().map(([what, production, tests]) => `| ${what} | ${production} | ${tests} |`);
process.stdout.write(
  `${["| measure | production | tests and testkit |", "|---|--:|--:|", ...rows].join("\n")}\n`,
);
