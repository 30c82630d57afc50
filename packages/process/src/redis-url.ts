import { z } from "zod";

const SHAPE = /^rediss?:\/\/(?:(?<user>.*)@)?(?<place>[^@]*)$/is;
/** As RFC 3986 has it, with one colon between user and password. */
const USER = /^(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*(?::(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)?$/i;
const PLACE = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?(?:\/(?<database>\d{0,6}))?$/i;

const FORM =
  "write redis://HOST:PORT or rediss://HOST:PORT, with USER:PASSWORD@ before and /DATABASE behind it as needed";
const ENCODE =
  "percent-encode the password: % is %25, / is %2F, # is %23, ? is %3F, @ is %40, : is %3A";

/**
 * A URL of Redis whose every part is what it looks like. A raw slash, hash or colon in a password
 * would cut the URL elsewhere, and another server than the one that was meant would be asked for.
 */
export const redisUrl = z.string().superRefine((text, context) => {
  const issue = (message: string) => context.addIssue({ code: "custom", message });
  const { user, place = "" } = SHAPE.exec(text)?.groups ?? {};
  if (!SHAPE.test(text)) {
    issue(FORM);
  } else if (user !== undefined && !(USER.test(user) && isDecodable(user))) {
    issue(ENCODE);
  } else if (!PLACE.test(place) || !URL.canParse(text)) {
    issue(FORM);
  }
});

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
