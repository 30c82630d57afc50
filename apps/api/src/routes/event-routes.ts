import { isEventId, Repetitions } from "@penstock/core";
import { findJob } from "@penstock/engine";
import { API_ROUTES, type EventQuery } from "@penstock/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authentication } from "../auth/authentication.ts";
import { Unauthenticated } from "../auth/refused.ts";
import { EventFeeds, type EventSource } from "../events/event-feeds.ts";
import { readEventPage } from "../events/event-page.ts";
import type { EventFilter } from "../events/event-stream.ts";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { InvalidRequest } from "../http/problem.ts";
import { toJobId } from "./job-id.ts";
import { addRoute } from "./route.ts";

/** What changed, as pages and as streams. */
export function addEventRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, log } = dependencies;
  const repeats = dependencies.repeats ?? new Repetitions(dependencies);
  const feeds = new EventFeeds(ledger.events, { repeats, log });
  app.addHook("preClose", () => feeds.close());

  addRoute(app, API_ROUTES.listEvents, ({ query, reply, tenant }) =>
    respond(reply, { tenant }, { query, filter: filterOf(query) }),
  );
  addRoute(app, API_ROUTES.listJobEvents, async ({ params, query, reply, tenant }) => {
    const jobId = toJobId(params.id);
    await findJob(dependencies, tenant, jobId);
    return respond(reply, { tenant }, { query, filter: { ...filterOf(query), jobId } });
  });
  addRoute(app, API_ROUTES.listSystemEvents, ({ query, reply }) =>
    respond(reply, "system", { query, filter: filterOf(query) }),
  );

  function respond(reply: FastifyReply, source: EventSource, asked: Asked) {
    const { query, filter } = asked;
    const { method, headers } = reply.request;
    if (method === "GET" && /\btext\/event-stream\b/.test(headers.accept ?? "")) {
      const after = lastEventId(headers["last-event-id"]) ?? query.after;
      const isAllowed = () => isStillAllowed(dependencies.auth?.identify, headers);
      const stream = feeds.open(source, { filter, after, isAllowed });
      // A proxy would collect it, and a connection that is kept would hold up the end of the process.
      void reply
        .type("text/event-stream; charset=utf-8")
        .headers({ "x-accel-buffering": "no", connection: "close" });
      return stream;
    }
    return readEventPage(
      (page) =>
        source === "system"
          ? ledger.events.ofSystem(page)
          : ledger.events.ofTenant(source.tenant, page),
      query,
      filter,
    );
  }
}

/** While it cannot be found out, who was allowed is. */
async function isStillAllowed(
  identify: Authentication | undefined,
  headers: FastifyRequest["headers"],
): Promise<boolean> {
  try {
    await identify?.({ method: "GET", headers });
    return true;
  } catch (error) {
    return !(error instanceof Unauthenticated);
  }
}

type Asked = { readonly query: EventQuery; readonly filter: EventFilter };

function filterOf({ type = [] }: EventQuery): EventFilter {
  return { types: type };
}

function lastEventId(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === "") {
    return undefined;
  }
  if (typeof header !== "string" || !isEventId(header)) {
    const message = "the header Last-Event-ID is not the id of an event: leave it out";
    throw new InvalidRequest([{ pointer: "", message }]);
  }
  return header;
}
