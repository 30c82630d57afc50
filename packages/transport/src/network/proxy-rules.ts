import { BlockList, isIP, isIPv6 } from "node:net";

/** Through which proxy an address is reached; undefined: directly. */
export type ProxyRules = (at: URL) => URL | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * As most clients read them: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case. What is on
 * this machine needs no proxy. Undefined where none is named.
 */
export function proxyFromEnvironment(environment: Environment): ProxyRules | undefined {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const all = read("ALL_PROXY");
  const secure = toProxy(read("HTTPS_PROXY") ?? all);
  // HTTP_PROXY in capitals may come from a request's header `Proxy` in CGI, which this is not.
  const plain = toProxy(read("HTTP_PROXY") ?? all);
  if (secure === undefined && plain === undefined) {
    return undefined;
  }
  const isExempt = exemptions(read("NO_PROXY") ?? "");
  return (at) => {
    const proxy = at.protocol === "https:" ? secure : plain;
    return isOnThisMachine(at) || isExempt(at) ? undefined : proxy;
  };
}

/** For every address that NO_PROXY does not name. */
export function oneProxy(url: URL, environment: Environment): ProxyRules {
  const isExempt = exemptions(environment["no_proxy"] || environment["NO_PROXY"] || "");
  return (at) => (isExempt(at) ? undefined : url);
}

/** How a proxy is shown its user and password; undefined where its URL has none. */
export function basicOf({ username, password }: URL): string | undefined {
  const user = `${decoded(username)}:${decoded(password)}`;
  return user === ":" ? undefined : Buffer.from(user).toString("base64");
}

/** A percent sign that begins no escape is meant as it stands: passwords are pasted. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toProxy(text: string | undefined): URL | undefined {
  if (text === undefined) {
    return undefined;
  }
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function isOnThisMachine(at: URL): boolean {
  return /^(localhost|.*\.localhost|127\.[\d.]+|::1)$/.test(bareHost(at));
}

/** `*`, a domain with all below it, a host with a port, an address or a network. */
function exemptions(text: string): (at: URL) => boolean {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  const networks = entries.filter((entry) => /^[\d.]+\/\d+$|^[\da-f:]+\/\d+$/i.test(entry));
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    lists[family].addSubnet(address, Number(prefix), family);
  }
  return (at) => {
    const host = bareHost(at);
    const port = at.port || (at.protocol === "https:" ? "443" : "80");
    const family = isIPv6(host) ? "ipv6" : "ipv4";
    return (
      (isIP(host) !== 0 && lists[family].check(host, family)) ||
      entries.some((entry) => matches(entry.toLowerCase(), host, port))
    );
  };
}

function matches(entry: string, host: string, port: string): boolean {
  const [, name = "", ownPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
  const whole = isIPv6(entry) ? entry : name;
  if (ownPort !== undefined && !isIPv6(entry) && ownPort !== port) {
    return false;
  }
  const domain = whole.replace(/^\*?\./, "");
  return whole === "*" || (domain !== "" && (host === domain || host.endsWith(`.${domain}`)));
}
