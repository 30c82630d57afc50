import type { Asset, Dashboard } from "@penstock/dashboard";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "../http/problem.ts";

/** Nothing inline, nothing from elsewhere, in no other site's frame. */
const POLICY = [
  "default-src 'none'",
  ...["script-src", "style-src", "img-src", "connect-src"].map((name) => `${name} 'self'`),
  ...["base-uri", "form-action", "frame-ancestors"].map((name) => `${name} 'none'`),
].join("; ");

const PAGE_HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-cache",
  vary: "accept, accept-encoding",
} as const;

/** Its name says what is in it, so that it is never asked for again. */
const ASSET_HEADERS = {
  "x-content-type-options": "nosniff",
  "cache-control": "public, max-age=31536000, immutable",
  vary: "accept-encoding",
} as const;

const NOT_BUILT =
  "The dashboard is not built, and cannot be built here. In a checkout of Penstock: npm ci && npm run build:dashboard\n";

/**
 * `/` is the dashboard for a browser, which asks for HTML, and the index of the API for all others.
 * The page holds no data: what it shows it asks of the API, as every client does.
 */
export function addDashboardRoutes(app: FastifyInstance, open: () => Promise<Dashboard>): void {
  // Opened by the first who looks: an API that serves programs alone never needs it.
  let opened: Promise<Dashboard> | undefined;
  const dashboard = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  // No route of the API: these are looked for before its table.
  app.addHook("onRequest", async (request, reply) => {
    if (wantsPage(request)) {
      return sendPage(request, reply.headers(PAGE_HEADERS), dashboard);
    }
    const name = assetName(request);
    if (name !== undefined) {
      return sendAsset(request, reply, (await dashboard()).assets.get(name));
    }
  });
}

/** Whether a browser asks for the page: before anything is known of who asks. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const isRoot = /^\/(\?|$)/.test(url);
  return isRead(method) && isRoot && /\btext\/html\b/.test(headers.accept ?? "");
}

function assetName({ method, url }: FastifyRequest): string | undefined {
  return isRead(method) ? /^\/assets\/([\w.-]+)$/.exec(url)?.[1] : undefined;
}

function isRead(method: string): boolean {
  return ["GET", "HEAD"].includes(method);
}

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  dashboard: () => Promise<Dashboard>,
) {
  try {
    return send(request, reply, (await dashboard()).page);
  } catch {
    return reply.code(503).type("text/plain").send(NOT_BUILT);
  }
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset | undefined) {
  if (asset === undefined) {
    throw notFound("the dashboard has no such file: reload its page");
  }
  return send(request, reply.headers(ASSET_HEADERS), asset);
}

function send(request: FastifyRequest, reply: FastifyReply, { contentType, bodies }: Asset) {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = (["br", "gzip"] as const).find((name) =>
    new RegExp(`\\b${name}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted),
  );
  if (encoding !== undefined) {
    void reply.header("content-encoding", encoding);
  }
  return reply.type(contentType).send(bodies[encoding ?? "identity"]);
}
