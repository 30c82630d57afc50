import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resolveSecret } from "./secret-reference.ts";

/** The same text as a variable and as a file. */
function given(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "penstock-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "secret");
  writeFileSync(file, text);
  return [
    { reference: "env:THE_SECRET", place: "environment variable THE_SECRET", text },
    { reference: `file:${file}`, place: `file ${file}`, text },
  ];
}

function resolve({ reference, text }: { readonly reference: string; readonly text: string }) {
  const from = { environment: { THE_SECRET: text }, secrets: new Set<string>() };
  return { value: resolveSecret(reference, { owner: "cloud", from }), secrets: from.secrets };
}

describe("a secret", () => {
  test.each(["key/+=", "key/+=\n", " key/+=\r\n", "\ufeffkey/+=\t"])(
    "is the same from the environment and from a file: %j",
    (text) => {
      for (const where of given(text)) {
        const { value, secrets } = resolve(where);

        expect({ value, secrets: [...secrets] }).toEqual({ value: "key/+=", secrets: ["key/+="] });
      }
    },
  );

  test.each([
    ["ke\ny", /has a character in it that HTTP cannot carry/],
    ["ke\u0000y", /has a character in it that HTTP cannot carry/],
    ["ke\u0085y", /has a character in it that HTTP cannot carry/],
    ["ke\u200by", /has a character in it that HTTP cannot carry/],
    [" \n", /is missing or empty/],
  ])("that cannot be sent is refused by the name of its place: %j", (text, why) => {
    for (const where of given(text)) {
      const place = `connection "cloud": the ${where.place} that holds its secret`;

      expect(() => resolve(where)).toThrow(
        expect.objectContaining({
          code: "settings-invalid",
          message: expect.stringMatching(why),
        }),
      );
      expect(() => resolve(where)).toThrow(place);
    }
  });
});
