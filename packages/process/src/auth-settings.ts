// Who may ask the API: the settings for it, and which of them leave it open to others.

import { z } from "zod";
import { isLoopback } from "./origin-check.ts";

/** A key that a person makes up is guessed at; one of this length comes from a generator. */
const MIN_KEY = 24;

const noText = z.string().transform((text) => (text === "" ? undefined : text));

const key = z
  .string()
  .regex(
    new RegExp(`^([\\x21-\\x7e]{${MIN_KEY},})?$`),
    `write ${MIN_KEY} or more letters, digits and signs without blanks, for example from \`openssl rand -hex 32\``,
  )
  .transform((text) => (text === "" ? undefined : text));

export const AUTH_SETTINGS = {
  auth: {
    name: "PENSTOCK_AUTH",
    schema: z.enum(["auto", "required", "none"], "write auto, required or none"),
    defaultText: "auto",
    unit: "auto, required or none",
    meaning:
      "Whether the API asks for keys. `auto`: as soon as `PENSTOCK_ADMIN_KEY` is set; without it the API listens on a loopback address only. `required`: always, also when all keys were made before. `none`: any client that reaches the API may use all of it, from wherever it is.",
    roles: ["api"],
  },
  adminKey: {
    name: "PENSTOCK_ADMIN_KEY",
    schema: key,
    defaultText: "",
    unit: "text",
    meaning:
      "The first key: it opens everything, and makes the other ones (`penstock key create`). It needs neither Redis nor a journal.",
    roles: ["api"],
    isSecret: true,
  },
  key: {
    name: "PENSTOCK_KEY",
    schema: noText,
    defaultText: "",
    unit: "text",
    meaning: "The key that the command line sends to the API.",
    roles: ["cli"],
    isSecret: true,
  },
} as const;

type AuthValues = {
  readonly auth: "auto" | "required" | "none";
  readonly adminKey: string | undefined;
};

/** Whether requests have to show who sends them. */
export function asksForKeys({ auth, adminKey }: AuthValues): boolean {
  return auth === "required" || (auth === "auto" && adminKey !== undefined);
}

/** An API is open to other machines because that was said, never because nothing was. */
export function issuesOfOpenApi(values: Readonly<Record<string, unknown>>): readonly string[] {
  const { auth, adminKey, listen, publicUrl } = values;
  if (auth === "none" && adminKey !== undefined) {
    return ["PENSTOCK_AUTH is none, so PENSTOCK_ADMIN_KEY would protect nothing: keep one of them"];
  }
  if (auth !== "auto" || adminKey !== undefined) {
    return [];
  }
  const cure =
    "set PENSTOCK_ADMIN_KEY (or PENSTOCK_ADMIN_KEY_FILE), or PENSTOCK_AUTH=none if any client may use all of it";
  if (!isLoopback(hostOf(listen))) {
    return [`PENSTOCK_LISTEN opens the API to other machines, and nothing asks for a key: ${cure}`];
  }
  const publicHost = typeof publicUrl === "string" ? URL.parse(publicUrl)?.hostname : undefined;
  return publicHost === undefined || isLoopback(publicHost)
    ? []
    : [`PENSTOCK_PUBLIC_URL serves the API elsewhere, and nothing asks for a key: ${cure}`];
}

function hostOf(listen: unknown): string {
  const isAddress = typeof listen === "object" && listen !== null && "host" in listen;
  return isAddress ? String(listen.host) : "localhost";
}
