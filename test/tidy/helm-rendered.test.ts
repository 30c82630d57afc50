import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTracked } from "./tracked-files.ts";

const CHART = join(import.meta.dirname, "../../deploy/helm/penstock");
const PAGE = readTracked("docs/deploy.md").text;
const [, DOCUMENTED = ""] = /in `my-values\.yaml`:\n\n```yaml\n([\s\S]*?)```/.exec(PAGE) ?? [];
const ALL = `${DOCUMENTED}
publicUrl: https://penstock.example
imagePullSecrets: [{ name: pull }]
credentialSecrets: [stores]
settings: { PENSTOCK_BYTES_PER_SECOND: 100000000, PENSTOCK_LOG_LEVEL: debug, PENSTOCK_PLAN: "off" }
roles:
  planner: { replicas: 1 }
  worker:
    env: [{ name: HTTPS_PROXY, value: "http://proxy:3128" }]
    nodeSelector: { disk: fast }
    tolerations: [{ key: ingest, operator: Exists }]
    podAnnotations: { team: ingest }
serviceMonitor: { enabled: true, labels: { release: prometheus } }
networkPolicy: { enabled: true, apiFrom: [{ namespaceSelector: {} }] }
`;

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** Reads values from its standard input. */
function helm(values: string, ...args: readonly string[]): Run {
  const all = [...args, "--values", "-"];
  return spawnSync("helm", all, { input: values, encoding: "utf8" });
}

/** Every object that is rendered, by its kind and name. */
function objectsOf(values: string): ReadonlyMap<string, string> {
  const { status, stdout, stderr } = helm(values, "template", "penstock", CHART, "-n", "tools");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const objects = stdout.split(/^---$/m).filter((text) => text.trim() !== "");
  return new Map(
    objects.map((text) => {
      const [, kind] = /^kind: (.+)$/m.exec(text) ?? [];
      const [, name] = /^metadata:\n {2}name: (.+)$/m.exec(text) ?? [];
      return [`${kind} ${name}`, text];
    }),
  );
}

const AS_INSTALLED = [
  ...["ConfigMap penstock", "Deployment penstock-api", "Deployment penstock-coordinator"],
  ...["Deployment penstock-planner", "Deployment penstock-worker"],
  ...["PodDisruptionBudget penstock-api", "PodDisruptionBudget penstock-coordinator"],
  ...["PodDisruptionBudget penstock-planner", "PodDisruptionBudget penstock-worker"],
  ...["Service penstock", "ServiceAccount penstock"],
];
const BY_KEDA = ["ScaledObject penstock-worker", "TriggerAuthentication penstock"];

const CASES: readonly (readonly [string, () => void])[] = [
  [
    "lint finds nothing, whether nothing or everything is set",
    () => {
      for (const values of ["redis: { url: redis://redis:6379 }", DOCUMENTED, ALL]) {
        const { status, stdout } = helm(values, "lint", CHART, "--strict");

        expect(stdout).toContain("0 chart(s) failed");
        expect(status).toBe(0);
      }
    },
  ],
  [
    "the least values make the roles, and nothing that needs an operator",
    () => {
      const objects = objectsOf("redis: { url: redis://redis:6379 }");

      expect([...objects.keys()].sort()).toEqual(AS_INSTALLED);
      expect(objects.get("Deployment penstock-worker")).toMatch(/^ {2}replicas: 2$/m);
    },
  ],
  [
    "the values of docs/deploy.md let KEDA say how many workers there are",
    () => {
      const objects = objectsOf(DOCUMENTED);

      expect([...objects.keys()].sort()).toEqual([...AS_INSTALLED, ...BY_KEDA].sort());
      expect(objects.get("Deployment penstock-worker")).not.toMatch(/^ {2}replicas:/m);
      const scaled = objects.get("ScaledObject penstock-worker");
      expect(scaled).toContain("url: http://penstock.tools.svc:8080/v1/autoscale\n");
      expect(scaled).toContain("maxReplicaCount: 50\n");
    },
  ],
  [
    "all values arrive where they belong",
    () => {
      const objects = objectsOf(ALL);

      const further = ["NetworkPolicy penstock", "PodMonitor penstock"];
      expect([...objects.keys()].sort()).toEqual([...AS_INSTALLED, ...BY_KEDA, ...further].sort());
      const worker = objects.get("Deployment penstock-worker");
      for (const text of [
        '- name: PENSTOCK_BYTES_PER_SECOND\n              value: "100000000"\n',
        '- name: PENSTOCK_PLAN\n              value: "off"\n',
        "- name: HTTPS_PROXY\n              value: http://proxy:3128\n",
        '- secretRef: { name: "stores" }\n',
        "nodeSelector:\n        disk: fast\n",
        "tolerations:\n        - key: ingest\n",
        "        team: ingest\n",
        "enableServiceLinks: false\n",
        "memory: 1Gi\n",
      ]) {
        expect(worker).toContain(text);
      }
      expect(worker).not.toContain("PENSTOCK_ADMIN_KEY");
      expect(objects.get("Deployment penstock-api")).toContain('"https://penstock.example"');
    },
  ],
  [
    "what is missing or not known is refused with its name",
    () => {
      const rejections = ["{}", "redis: { url: r }\nsettings: { PENSTOCK_SLOT: 4 }"].map((values) =>
        helm(values, "template", "penstock", CHART),
      );

      expect(rejections.map(({ status }) => status)).toEqual([1, 1]);
      expect(rejections[0]?.stderr).toContain("set redis.url, or redis.existingSecret");
      expect(rejections[1]?.stderr).toContain("PENSTOCK_SLOT");
    },
  ],
];

const { status, error } = spawnSync("helm", ["version", "--short"]);
const isThere = status === 0;
if (!isThere) {
  const reason = error?.message ?? "helm version failed";
  process.stdout.write(`NOT RUN: helm lint and helm template of the chart. ${reason}\n`);
}

test("docs/deploy.md has values to install with", () => {
  expect(DOCUMENTED).toContain("keda: { enabled: true");
});

test.each(isThere ? CASES : [])("rendered by helm: %s", (_what, check) => {
  check();
});
