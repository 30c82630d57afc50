import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export type OriginPolicy = {
  /** Where the server listens: a loopback address is this machine's alone. */
  readonly listenHost: string;
  /** What clients call the server by, where that is another name. */
  readonly publicUrl?: string | undefined;
};

export type OriginRejection = { readonly status: 400 | 403 | 421; readonly detail: string };

/**
 * Why a request may have been sent by a web page of another origin. A browser sends such requests with the
 * page's Origin, or, after the page's own name was pointed at this address, with that name as Host.
 *
 * A listener that is not this machine's alone and has no public URL is called by names that it does not know:
 * there the Host is believed.
 */
export function rejectionOfOrigin(
  request: IncomingMessage,
  policy: OriginPolicy,
): OriginRejection | undefined {
  const [host, ...others] = valuesOf(request, "host");
  if (others.length > 0 || (host === undefined && request.httpVersion !== "1.0")) {
    return { status: 400, detail: "send one Host header" };
  }
  for (const authority of [host, authorityOf(request.url ?? "")]) {
    const rejection = authority === undefined ? undefined : rejectionOfHost(authority, policy);
    if (rejection !== undefined) {
      return rejection;
    }
  }
  return rejectionOfPage(request, host, policy);
}

function valuesOf({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

/** Of a request line that names a whole URL, which counts more than Host does (RFC 9112, 3.2.2). */
function authorityOf(url: string): string | undefined {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1];
}

function rejectionOfHost(authority: string, policy: OriginPolicy): OriginRejection | undefined {
  const url = /[/?#@\\\s]/.test(authority) ? null : URL.parse(`http://${authority}`);
  if (url === null) {
    return { status: 400, detail: "the Host header names no host" };
  }
  return isOurs(url.hostname, policy)
    ? undefined
    : {
        status: 421,
        detail:
          "the Host header names another host: use the address that the API listens on, or set PENSTOCK_PUBLIC_URL",
      };
}

function isOurs(hostname: string, { listenHost, publicUrl }: OriginPolicy): boolean {
  if (isLoopback(hostname) || (publicUrl !== undefined && hostname === hostnameOf(publicUrl))) {
    return true;
  }
  // A name can be pointed anywhere by its owner; an address cannot, nor can a service inside of a cluster.
  const isOwned = !isAddress(hostname) && !hostname.endsWith(".svc");
  return !isLoopback(listenHost) && (publicUrl === undefined || !isOwned);
}

function hostnameOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** A name or an address, also one of IPv4 as a socket of IPv6 has it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

function rejectionOfPage(
  { headers }: IncomingMessage,
  host: string | undefined,
  { publicUrl }: OriginPolicy,
): OriginRejection | undefined {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return { status: 403, detail: "a web page of another site sent this request" };
  }
  const { origin } = headers;
  if (origin === undefined || isSameOrigin(origin, host, publicUrl)) {
    return undefined;
  }
  return { status: 403, detail: "a web page of another origin sent this request" };
}

/** A proxy in front may speak TLS: the scheme is not compared, only the host and port that go with it. */
function isSameOrigin(
  origin: string,
  host: string | undefined,
  publicUrl: string | undefined,
): boolean {
  const page = URL.parse(origin);
  if (page === null || !/^https?:$/.test(page.protocol)) {
    return false;
  }
  const isPublic = publicUrl !== undefined && URL.parse(publicUrl)?.origin === page.origin;
  return isPublic || URL.parse(`${page.protocol}//${host ?? ""}`)?.host === page.host;
}
