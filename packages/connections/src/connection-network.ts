import { readFileSync } from "node:fs";
import { getCACertificates } from "node:tls";
import { PenstockError } from "@penstock/core";
import {
  basicOf,
  type Network,
  oneProxy,
  type ProxyRules,
  proxyFromEnvironment,
} from "@penstock/transport";
import { resolveSecret, type SecretSource } from "./secret-reference.ts";

type Reached = { readonly proxy?: string | undefined; readonly ca?: string | undefined };

type From = SecretSource & {
  /** For addresses that clients named; left out, the operator wrote them down. */
  readonly ownGuard?: Network["guard"];
};

/**
 * How the servers of a connection are reached: through a proxy, and by which authorities their certificates are proved.
 *
 * @throws PenstockError `settings-invalid`
 */
export function networkOf(owner: string, { proxy, ca }: Reached, from: From): Network {
  return {
    guard: from.ownGuard,
    proxy: proxyOf(owner, proxy, from),
    ...(ca !== undefined && { ca: [...getCACertificates("default"), readPem(owner, ca)] }),
  };
}

/** For addresses that clients name. */
export function proxyOfEnvironment({ environment, secrets }: SecretSource): ProxyRules | undefined {
  const rules = proxyFromEnvironment(environment);
  for (const scheme of ["https", "http"]) {
    learn(rules?.(new URL(`${scheme}://proxied.invalid/`)), secrets);
  }
  return rules;
}

function proxyOf(
  owner: string,
  proxy: string | undefined,
  from: SecretSource,
): ProxyRules | undefined {
  if (proxy === undefined || proxy === "none") {
    return proxy === "none" ? undefined : proxyOfEnvironment(from);
  }
  const text = /^(env|file):/.test(proxy) ? resolveSecret(proxy, { owner, from }) : proxy;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid(owner, "its proxy is no URL such as http://host:port");
  }
  learn(url, from.secrets);
  return oneProxy(url, from.environment);
}

function learn(proxy: URL | undefined, secrets: Set<string>): void {
  const basic = proxy && basicOf(proxy);
  if (proxy !== undefined && proxy.password !== "" && basic !== undefined) {
    secrets.add(proxy.password).add(basic);
  }
}

function readPem(owner: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw invalid(owner, `the file ${path} of its authorities cannot be read`, cause);
  }
}

function invalid(owner: string, what: string, cause?: unknown): PenstockError {
  return new PenstockError("settings-invalid", `connection "${owner}": ${what}`, {
    cause,
    details: { connection: owner },
  });
}
