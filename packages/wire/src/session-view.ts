// Who asks, and the sessions of browsers: as the API shows them, and as they are kept.

import { type Caller, isTenantName, SCOPES } from "@penstock/core";
import { z } from "zod";
import { timestamp } from "./job-view.ts";

const caller = z.strictObject({
  id: z.string().max(200),
  scope: z.enum(SCOPES),
  tenant: z.string().refine(isTenantName).exactOptional(),
  untilMs: z.int().exactOptional(),
});

/** Undefined for what is no session. */
export function parseSession(text: string): Caller | undefined {
  try {
    return caller.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function formatSession(session: Caller): string {
  return JSON.stringify(session);
}

export const callerView = z.object({
  id: z.string().describe("The id of a key, `admin-key`, `oidc:` and a subject, or `open`."),
  scope: z.enum(SCOPES),
  tenant: z.string().nullable().describe("`null`: all."),
  until: timestamp.nullable().describe("When the key, token or session is over."),
  isOpen: z.boolean().describe("The API asks for no keys."),
});

export const loginLinkView = z.object({
  path: z
    .string()
    .describe("To be opened once, below the URL of the API: it begins a session of a browser."),
  expiresAt: timestamp,
});

export const sessionEndView = z.object({ status: z.literal("ended") });

export type CallerView = z.infer<typeof callerView>;
export type LoginLinkView = z.infer<typeof loginLinkView>;
