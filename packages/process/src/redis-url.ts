import { z } from "zod";

const SHAPE =
  /^(?<scheme>rediss?(?:\+sentinel|\+cluster)?|unix):\/\/(?:(?<user>.*)@)?(?<place>[^@]*)$/is;
/** As RFC 3986 has it, with one colon between user and password. */
const USER = /^(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*(?::(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)?$/i;

const HOST = "(?:\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::\\d{1,5})?";
const HOSTS = `${HOST}(?:,${HOST})*`;
const DATABASE = "(?:\\d{0,6})";

/** What stands behind the user, by scheme. */
const PLACES: Readonly<Record<string, RegExp>> = {
  redis: new RegExp(`^${HOST}(?:/${DATABASE})?$`, "i"),
  "redis+cluster": new RegExp(`^${HOSTS}/?$`, "i"),
  "redis+sentinel": new RegExp(
    `^${HOSTS}/[\\w.-]+(?:/${DATABASE})?(?:\\?sentinelPassword=[^&#]+)?$`,
    "i",
  ),
  unix: new RegExp(`^/[^?#]+(?:\\?db=${DATABASE})?$`),
};

const FORM =
  "write redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before and /DATABASE behind it as needed; redis+sentinel://HOST:PORT,HOST:PORT/NAME for the primary that Sentinels watch, redis+cluster://HOST:PORT,HOST:PORT for a cluster, unix:///PATH for a socket";
const ENCODE =
  "percent-encode the password: % is %25, / is %2F, # is %23, ? is %3F, @ is %40, : is %3A";

/**
 * A URL of Redis whose every part is what it looks like. A raw slash, hash or colon in a password
 * would cut the URL elsewhere, and another server than the one that was meant would be asked for.
 */
export const redisUrl = z.string().superRefine((text, context) => {
  const issue = (message: string) => context.addIssue({ code: "custom", message });
  const { scheme = "", user, place = "" } = SHAPE.exec(text)?.groups ?? {};
  const form = PLACES[scheme.toLowerCase().replace("rediss", "redis")];
  if (form === undefined) {
    issue(FORM);
  } else if (user !== undefined && !(USER.test(user) && isDecodable(user))) {
    issue(ENCODE);
  } else if (!(form.test(place) && portsOf(place).every((port) => port <= 65_535))) {
    issue(FORM);
  }
});

function portsOf(place: string): readonly number[] {
  const [hosts = ""] = place.split("/");
  return hosts.split(",").map((host) => Number(/:(\d+)$/.exec(host)?.[1] ?? 0));
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
