import { API_ROUTES } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { patiently } from "../auth/guard.ts";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { InvalidRequest, Rejection } from "../http/problem.ts";
import { addRoute } from "./route.ts";

/** Who asks, and the sessions of browsers. */
export function addSessionRoutes(
  app: FastifyInstance,
  { auth }: Pick<HttpDependencies, "auth">,
): void {
  addRoute(app, API_ROUTES.readCaller, ({ caller: { id, scope, tenant = null, untilMs } }) => ({
    ...{ id, scope, tenant, isOpen: auth === undefined },
    until: untilMs === undefined ? null : new Date(untilMs).toISOString(),
  }));

  addRoute(app, API_ROUTES.createLoginLink, async ({ caller }) => {
    const { token, untilMs } = await sessions().createLink(caller);
    return { path: `/login?token=${token}`, expiresAt: new Date(untilMs).toISOString() };
  });

  addRoute(app, API_ROUTES.endSession, async ({ request, reply }) => {
    void reply.header("set-cookie", await sessions().end(request.headers));
    return { status: "ended" as const };
  });

  addRoute(app, API_ROUTES.login, async ({ request, query: { token }, reply }) => {
    if (token === "") {
      const message = "open the link as it was printed";
      throw new InvalidRequest([{ pointer: "/token", parameter: "token", message }]);
    }
    // A HEAD, as of a program that looks at links, does not use it up.
    if (auth !== undefined && request.method === "GET") {
      void reply.header(
        "set-cookie",
        await patiently(auth, request, () => auth.sessions.begin(token)),
      );
    }
    void reply.code(303).header("location", "/").header("referrer-policy", "no-referrer");
    return "";
  });

  function sessions() {
    if (auth === undefined) {
      throw new Rejection("state-conflict", 409, "this API asks for no keys: open it as it is");
    }
    return auth.sessions;
  }
}
