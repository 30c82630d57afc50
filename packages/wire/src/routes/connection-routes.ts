import { z } from "zod";
import { browsePage, browseQuery } from "../browse-view.ts";
import { connectionPage, connectionTestView, connectionView } from "../connection-view.ts";
import { connectionChange, connectionRequest } from "../made-connection.ts";
import { get, post } from "./api-route.ts";

const ofConnection = { params: z.object({ name: z.string() }) };

const EXAMPLE = {
  ...{ provider: "cos", bucket: "ingest-1250000000", region: "ap-beijing" },
  credentials: { kind: "anonymous" },
};

/** Connections, and whether they work. */
export const CONNECTION_ROUTES = {
  listConnections: get(
    "/v1/connections",
    "What jobs may name, and how its last test went.",
    connectionPage,
  ),
  createConnection: {
    ...post(
      "/v1/connections",
      "Makes a connection, which every process knows within 5 seconds. Its secrets are sealed, and shown nowhere. It leads to public addresses and to PENSTOCK_ALLOW_NETWORKS only.",
      connectionView,
    ),
    scope: "admin",
    // It is for the jobs of all tenants that may name it.
    reach: "deployment",
    body: connectionRequest,
    example: { name: "public-data", ...EXAMPLE },
    status: 201,
    notOnce: "a connection is made once by its name: a second request is 409",
  },
  readConnection: {
    ...get("/v1/connections/{name}", "One connection, without its secrets.", connectionView),
    ...ofConnection,
    isVersioned: true,
  },
  replaceConnection: {
    ...get(
      "/v1/connections/{name}",
      "Replaces credentials and options of one that the API made; running jobs continue with them. Where it leads stays.",
      connectionView,
    ),
    method: "PUT",
    scope: "admin",
    reach: "deployment",
    ...ofConnection,
    body: connectionChange,
    example: EXAMPLE,
    isVersioned: true,
  },
  deleteConnection: {
    ...get(
      "/v1/connections/{name}",
      "Removes one that the API made. While jobs, schedules or tenants name it, it is 409, unless `force` is set.",
      connectionView,
    ),
    method: "DELETE",
    scope: "admin",
    reach: "deployment",
    ...ofConnection,
    query: z.strictObject({
      force: z.enum(["true", "false"]).exactOptional().describe("`true`: also while it is named."),
    }),
    isVersioned: true,
  },
  testConnection: {
    ...post(
      "/v1/connections/{name}:test",
      "Tries what transfers do; 200 also when checks fail. Takes up to a minute.",
      connectionTestView,
    ),
    ...ofConnection,
    repeats: "same",
  },
  browseConnection: {
    ...get(
      "/v1/connections/{name}/objects",
      "What there is at a connection: objects whose keys begin with a prefix, and folders. A page may have fewer than its limit.",
      browsePage,
    ),
    ...ofConnection,
    query: browseQuery,
  },
} as const;
