import { z } from "zod";
import { browsePage, browseQuery } from "../browse-view.ts";
import { connectionPage, connectionTestView } from "../connection-view.ts";
import { get, post } from "./api-route.ts";

/** Connections, and whether they work. */
export const CONNECTION_ROUTES = {
  listConnections: get(
    "/v1/connections",
    "What jobs may name, and how its last test went.",
    connectionPage,
  ),
  testConnection: {
    ...post(
      "/v1/connections/{name}:test",
      "Tries what transfers do; 200 also when checks fail. Takes up to a minute.",
      connectionTestView,
    ),
    params: z.object({ name: z.string() }),
    repeats: "same",
  },
  browseConnection: {
    ...get(
      "/v1/connections/{name}/objects",
      "What there is at a connection: objects whose keys begin with a prefix, and folders. A page may have fewer than its limit.",
      browsePage,
    ),
    params: z.object({ name: z.string() }),
    query: browseQuery,
  },
} as const;
