import { z } from "zod";
import { callerView, loginLinkView, sessionEndView } from "../session-view.ts";
import { get, post } from "./api-route.ts";

/** Who asks, and how a browser comes to ask. */
export const SESSION_ROUTES = {
  readCaller: get("/v1/caller", "Who asks, as far as the API can tell.", callerView),
  createLoginLink: {
    ...post(
      "/v1/sessions:link",
      "Makes a link that begins one session of a browser, which may do what this request may; it is good for ten minutes.",
      loginLinkView,
    ),
    scope: "read",
    notOnce:
      "its secret is in the response alone and kept nowhere, so that no later response could have it",
  },
  endSession: {
    ...post("/v1/sessions:end", "Ends the session of the browser that asks.", sessionEndView),
    scope: "read",
    repeats: "same",
  },
  login: {
    ...get("/login", "Begins a session of a browser by a link, and redirects to `/`.", z.string()),
    scope: "public",
    query: z.strictObject({ token: z.string().max(200).default("") }),
  },
} as const;
