import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import { systemHashing } from "@penstock/process";
import { connectionsFile } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "./http-dependencies.ts";
import { createHttpServer } from "./http-server.ts";

type Shared = "hashing" | "calendar" | "whyNotReady" | "assertCapacity";

/** What an API of a test keeps and asks is its own; the rest is as below where it names nothing else. */
type TestApi = Omit<HttpDependencies, Shared | "connections"> &
  Partial<Pick<HttpDependencies, Shared>> & {
    /** As a file of connections has them. */
    readonly connections: Readonly<Record<string, object>>;
  };

export const COS = {
  ...{ provider: "cos", bucket: "ingest-1250000000", region: "ap-beijing" },
  credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
};

/** Addresses that no test reads or writes. */
export const DISK_AND_CLOUD = { disk: { provider: "file", root: "/srv" }, cloud: COS };

/** The server of the tests of routes: it does not listen, and is closed by its test. */
export function createTestApi({ connections, ...own }: TestApi): FastifyInstance {
  const environment = { environment: {}, secrets: new Set<string>(), clock: own.clock };
  return createHttpServer({
    ...{ hashing: systemHashing, calendar: new CronCalendar() },
    ...{ whyNotReady: async () => [], assertCapacity: async () => undefined },
    ...own,
    connections: createConnections(connectionsFile.parse({ connections }), environment),
  });
}
