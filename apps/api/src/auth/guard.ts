import { allows, type Caller } from "@penstock/core";
import type { ApiRoute } from "@penstock/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { OPEN_CALLER } from "./authentication.ts";
import { ScopeMissing, Unauthenticated } from "./refused.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of the table of routes. What is outside of it is there for all. */
    readonly row?: Pick<ApiRoute, "scope" | "reach" | "consumes">;
  }
}

const callers = new WeakMap<FastifyRequest, Caller>();

/** Finds out who sends each request, and refuses those that may not, before anything of a body is read. */
export function guardRoutes(app: FastifyInstance, auth: HttpDependencies["auth"]): void {
  app.addHook("onRequest", async (request, reply) => {
    const { scope = "public", reach } = request.routeOptions.config.row ?? {};
    if (scope === "public") {
      return;
    }
    const caller =
      auth === undefined
        ? OPEN_CALLER
        : await patiently(auth, request, () => auth.identify(request));
    callers.set(request, caller);
    void reply.headers(auth?.rateLimit?.count(caller.id) ?? {});
    if (!allows(caller.scope, scope)) {
      throw new ScopeMissing(
        scope,
        `the scope ${scope}; the key that was sent has ${caller.scope}`,
      );
    }
    if (reach === "deployment" && caller.tenant !== undefined) {
      const ours = `the key that was sent is for ${caller.tenant} alone`;
      throw new ScopeMissing(scope, `a key for all tenants; ${ours}`);
    }
  });
}

type Auth = NonNullable<HttpDependencies["auth"]>;

/** What may be a guess is counted by the address that it comes from, and waits where there were many. */
export async function patiently<Result>(
  { failedLogins }: Pick<Auth, "failedLogins">,
  sender: FastifyRequest,
  identify: () => Promise<Result>,
): Promise<Result> {
  try {
    return await identify();
  } catch (error) {
    if (error instanceof Unauthenticated && error.mayBeGuess) {
      failedLogins?.assertMayFail(sender);
      failedLogins?.noteFailure(sender);
    }
    throw error;
  }
}

/** Who sends it; undefined for a request that any client may send. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}
