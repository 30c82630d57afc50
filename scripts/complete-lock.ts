/**
 * Adds to package-lock.json the platform packages that a registry does not serve.
 * Without them `npm ci` of npm 11 and 12 stops with "Missing: ... from lock file". Removes which Node each
 * package wants: npm compares it with the Node that npm itself runs by and warns of each, but whatever is
 * installed runs by the Node 24 that is installed beside it. Run it after
 * every dependency change: `rm -rf node_modules package-lock.json && npm install && npm run lock`.
 */
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  engines?: object;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

const OS = /(darwin|win32|linux|android|freebsd|openharmony)/;
const CPU = /(arm64|x64|ia32|arm|ppc64|riscv64|s390x|loong64|wasm32)/;

const lock: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);

for (const owner of Object.values(lock.packages)) {
  delete owner.engines;
  for (const [name, range] of Object.entries(owner.optionalDependencies ?? {})) {
    lock.packages[`node_modules/${name}`] ??= stub(name, range, owner);
  }
}
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);

function stub(name: string, range: string, owner: Entry): Entry & Record<string, unknown> {
  return {
    version: range.replace(/^[\^~]/, ""),
    ...(owner.dev && { dev: true }),
    optional: true,
    ...(OS.test(name) && { os: [OS.exec(name)?.[1]] }),
    ...(CPU.test(name) && { cpu: [CPU.exec(name)?.[1]] }),
    ...(/musl/.test(name) && { libc: ["musl"] }),
  };
}
