import { isWebhookId, Repetitions } from "@penstock/core";
import {
  createWebhook,
  deleteWebhook,
  existingWebhook,
  listDeliveries,
  listWebhooks,
  redeliver,
  rotateSecret,
  sendTest,
  updateWebhook,
  type WebhookEngine,
} from "@penstock/engine";
import { API_ROUTES, toDeliveryView, toWebhookView, WEBHOOK_FORMS } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { changedAt, type Precondition } from "../http/precondition.ts";
import { notFound } from "../http/problem.ts";
import { NO_SEALING } from "./no-sealing.ts";
import { addRoute } from "./route.ts";

type Asked = { readonly tenant: string; readonly params: { readonly id: string } };

/** Where events are sent. */
export function addWebhookRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { sealing = NO_SEALING, repeats = new Repetitions(dependencies) } = dependencies;
  const { journal, archive } = dependencies;
  const engine: WebhookEngine = {
    ...dependencies,
    ...{ journal, archive, sealing, repeats, forms: WEBHOOK_FORMS },
  };

  const at = ({ ifMatch }: { readonly ifMatch: Precondition | undefined }): WebhookEngine => ({
    ...engine,
    config: changedAt(engine.config, WEBHOOK_FORMS.webhooks, ifMatch),
  });

  addRoute(app, API_ROUTES.createWebhook, async ({ body, reply, tenant }) => {
    const { url, description = "", types = ["job.completed"], format = "standard" } = body;
    const wanted = { tenant, url, description, types, format };
    const { document, secret } = await createWebhook(engine, wanted);
    void reply.header("location", `/v1/webhooks/${document.value.id}`);
    return { ...toWebhookView(document), secret };
  });
  addRoute(app, API_ROUTES.listWebhooks, async ({ tenant }) => ({
    data: (await listWebhooks(engine, tenant)).map(toWebhookView),
  }));
  addRoute(app, API_ROUTES.readWebhook, async (call) =>
    toWebhookView(await existingWebhook(engine, refOf(call))),
  );
  addRoute(app, API_ROUTES.changeWebhook, async (call) =>
    toWebhookView(await updateWebhook(at(call), refOf(call), call.body)),
  );
  addRoute(app, API_ROUTES.deleteWebhook, async (call) =>
    toWebhookView(await deleteWebhook(at(call), refOf(call))),
  );
  addRoute(app, API_ROUTES.rotateWebhook, async (call) => {
    const { document, secret } = await rotateSecret(at(call), refOf(call));
    return { ...toWebhookView(document), secret };
  });
  addRoute(app, API_ROUTES.testWebhook, async (call) =>
    toDeliveryView(await sendTest(engine, refOf(call))),
  );
  addRoute(app, API_ROUTES.listDeliveries, async (call) => ({
    data: (await listDeliveries(engine, refOf(call))).map(toDeliveryView),
  }));
  addRoute(app, API_ROUTES.redeliver, async (call) =>
    toDeliveryView(await redeliver(engine, refOf(call), call.params.delivery)),
  );
}

function refOf({ tenant, params: { id } }: Asked) {
  if (!isWebhookId(id)) {
    throw notFound("there is no such webhook: ids look like whk_ and 26 letters and digits");
  }
  return { tenant, id };
}
