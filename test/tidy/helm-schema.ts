import { settingList } from "@penstock/process";

const text = { type: "string" };
const object = { type: "object" };
const number = (minimum: number) => ({ type: "integer", minimum });

/** What the chart sets itself: the same twice would be two answers to one question. */
const OF_THE_CHART = new Set([
  ...["PENSTOCK_CONFIG", "PENSTOCK_REDIS_URL", "PENSTOCK_JOURNAL", "PENSTOCK_LISTEN"],
  ...["PENSTOCK_HEALTH_LISTEN", "PENSTOCK_PUBLIC_URL", "PENSTOCK_SEALING_KEY"],
  ...["PENSTOCK_ADMIN_KEY", "PENSTOCK_RECEIPT_KEY"],
]);

/** deploy/helm/penstock/values.schema.json: its settings are those of docs/settings.md. */
export function helmSchema(): object {
  const settings = Object.fromEntries(
    settingList()
      .filter(([, { roles }]) => roles.some((role) => role !== "cli"))
      .filter(([, { name }]) => !OF_THE_CHART.has(name))
      .map(([, { name, meaning }]) => [
        name,
        { type: ["string", "number", "boolean"], description: meaning },
      ]),
  );
  const role = {
    ...object,
    properties: {
      ...{ replicas: number(0), resources: object, env: { type: "array" } },
      ...{ nodeSelector: object, tolerations: { type: "array" }, affinity: object },
      podAnnotations: object,
    },
    additionalProperties: false,
  };
  const closed = (properties: object) => ({ ...object, properties, additionalProperties: false });
  return {
    $schema: "https://json-schema.org/draft-07/schema#",
    title: "Values of the Penstock chart",
    ...closed({
      global: object,
      image: closed({ repository: text, tag: text, digest: text, pullPolicy: text }),
      imagePullSecrets: { type: "array" },
      redis: closed({ url: text, existingSecret: text, secretKey: text }),
      journal: text,
      connections: object,
      credentialSecrets: { type: "array", items: text },
      keys: closed({ existingSecret: { ...text, minLength: 1 } }),
      settings: closed(settings),
      publicUrl: text,
      serviceAccount: closed({ create: { type: "boolean" }, name: text, annotations: object }),
      defaults: role,
      roles: closed({ api: role, planner: role, coordinator: role, worker: role }),
      terminationGracePeriodSeconds: number(30),
      service: closed({ type: text, port: number(1) }),
      keda: closed({
        ...{ enabled: { type: "boolean" }, minReplicas: number(0), maxReplicas: number(1) },
        ...{ pollingInterval: number(1), cooldownPeriod: number(0) },
      }),
      podDisruptionBudget: closed({
        ...{ enabled: { type: "boolean" }, maxUnavailable: { type: ["integer", "string"] } },
      }),
      serviceMonitor: closed({ enabled: { type: "boolean" }, interval: text, labels: object }),
      networkPolicy: closed({ enabled: { type: "boolean" }, apiFrom: { type: "array" } }),
    }),
  };
}
