import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asTyped } from "./as-typed.ts";
import { retryCommand } from "./retry-command.ts";
import { sampleJob, sampleTransfer } from "./sample-views.ts";

/** The words that a shell makes of a command line. */
function wordsOf(command: string): readonly string[] {
  const output = execFileSync("bash", ["-c", `printf '%s\\0' ${command}`], {
    env: { LC_ALL: "C.UTF-8" },
  });
  return output.toString("utf8").split("\0").slice(0, -1);
}

const PLAIN = {
  overwrite: "always",
  verify: "part",
  attributes: "preserve",
  metadata: {},
} as const;

describe("the command that copies an object once more", () => {
  test("is as short as its job was plain", () => {
    const transfer = sampleTransfer({ options: PLAIN });

    const command = retryCommand(sampleJob({ name: "demo/big.bin" }), transfer);

    expect(command).toBe("penstock cp files:big.bin local:demo/big.bin");
  });

  test("has every option of its job", () => {
    const options = {
      ...PLAIN,
      partSizeBytes: 8 * 1024 * 1024,
      overwrite: "never",
      verify: "full",
      attributes: "set",
      ...{ contentType: "text/plain; charset=utf-8", cacheControl: "no-store" },
      ...{ contentDisposition: 'attachment; filename="a b"', contentEncoding: "gzip" },
      ...{ contentLanguage: "de", expires: "Wed, 21 Oct 2026 07:28:00 GMT" },
      ...{ storageClass: "STANDARD_IA", acl: "private" },
      ...{ metadata: { owner: "it's me" }, tags: { "a b": "c=d" } },
    } as const;
    const job = sampleJob({ name: "nightly", labels: { team: "ml" } });

    const command = retryCommand(job, sampleTransfer({ options })) ?? "";

    expect(wordsOf(command)).toEqual([
      ...["penstock", "cp", "files:big.bin", "local:demo/big.bin", "--name=nightly"],
      ...["--part-size=8MiB", "--overwrite=never", "--verify=full", "--attributes=set"],
      ...["--content-type=text/plain; charset=utf-8", "--cache-control=no-store"],
      ...['--content-disposition=attachment; filename="a b"', "--content-encoding=gzip"],
      ...["--content-language=de", "--expires=Wed, 21 Oct 2026 07:28:00 GMT"],
      ...["--storage-class=STANDARD_IA", "--acl=private"],
      ...["--metadata=owner=it's me", "--tag=a b=c=d", "--label=team=ml"],
    ]);
  });

  test("is read by a shell as it was meant, and steers no terminal", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
    const odd = fc.constantFrom(
      "a'b",
      "$(id)",
      "`id`",
      "a\\b",
      "!x",
      "~",
      "-n",
      "a penstock cp b",
      "\u{1b}[2J",
    );
    const any = fc.oneof(odd, text).map((each) => each.toWellFormed().replaceAll("\0", "0"));
    fc.assert(
      fc.property(any, any, (key, label) => {
        const transfer = sampleTransfer({
          options: PLAIN,
          source: { connection: "files", key: `${key}.bin` },
          destination: { connection: "local", key: "x" },
        });

        const command =
          retryCommand(sampleJob({ name: "x", labels: { l: label } }), transfer) ?? "";

        const said: string[] = [];
        asTyped(
          { write: (line) => said.push(line) > 0 },
          {
            environment: { npm_command: "exec" },
            commands: () => ["cp"],
          },
        ).write(command);
        expect(wordsOf(said.join(""))).toEqual([
          ...["npx", "penstock", "cp", `files:${key}.bin`, "local:x", `--label=l=${label}`],
        ]);
        expect(command).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      }),
      { numRuns: 100, seed: 20 },
    );
  });

  test.each([
    ["a source that ends with a slash", { source: { connection: "files", key: "a/" } }],
    ["a destination that ends with a slash", { destination: { connection: "local", key: "a/" } }],
    ["a tag with an equals sign in its name", { options: { ...PLAIN, tags: { "a=b": "c" } } }],
  ])("is not given for %s, which `cp` cannot say", (_what, changes) => {
    const transfer = sampleTransfer({ options: PLAIN, ...changes });

    expect(retryCommand(sampleJob(), transfer)).toBeUndefined();
  });
});
