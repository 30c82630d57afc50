import { z } from "zod";
import { keyPage, keyRequest, keyView, newKeyView } from "../key-view.ts";
import { get, post } from "./api-route.ts";

/** Keys, by which clients ask. */
export const KEY_ROUTES = {
  createKey: {
    ...post(
      "/v1/keys",
      "Makes a key, shown in this response alone; needs a journal, and an API that asks for keys.",
      newKeyView,
    ),
    scope: "admin",
    body: keyRequest,
    example: { name: "nightly job", scope: "operate", tenant: "default", expiresIn: "90d" },
    status: 201,
    notOnce:
      "its secret is in the response alone and kept nowhere, so that no later response could have it",
  },
  listKeys: {
    ...get(
      "/v1/keys",
      "All keys by their age, or those of the tenant of the key that asks.",
      keyPage,
    ),
    scope: "admin",
  },
  revokeKey: {
    ...get("/v1/keys/{id}", "Revokes a key. Returns it as it was.", keyView),
    method: "DELETE",
    scope: "admin",
    params: z.object({ id: z.string() }),
  },
} as const;
