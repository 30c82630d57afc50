import { type ConnectionCheck, isPenstockError } from "@penstock/core";
import { bodyOf, failureOf, passed, TEST_PREFIX, type Trial } from "./test-connection-trial.ts";

const ORDER_PREFIX = `${TEST_PREFIX}order/`;
/** In the order of their bytes; a store that lists folder by folder begins with the second. */
const NAMES = ["a.b", "a/b", "a0"] as const;

/** Writes three empty objects, always the same, and looks in which order they are listed. */
export async function checkListingOrder(trial: Trial): Promise<ConnectionCheck> {
  if (trial.store.profile.listing === "unordered") {
    return passed(
      "listing-order",
      "the connection says that lists have no order: none is relied on",
    );
  }
  const keys = NAMES.map((name) => `${ORDER_PREFIX}${name}`);
  const { checksum } = trial.store.profile;
  try {
    for (const key of keys) {
      const object = { key, attributes: { metadata: {} }, token: trial.newToken(), checksum };
      const body = bodyOf(trial.hashing, new Uint8Array(), checksum);
      await trial.store.put(object, body, trial.signal);
    }
    const query = { prefix: ORDER_PREFIX, after: "" };
    const list = () => trial.lister.page(query, 1000, trial.signal);
    // The first response may be the one that tells the store's clock.
    const { entries } = await list().catch((error: unknown) => {
      return isPenstockError(error, "source-throttled") ? list() : Promise.reject(error);
    });
    const isWhole = keys.every((key) => entries.some((entry) => entry.key === key));
    return isWhole
      ? passed("listing-order", "objects are listed in the order of their keys' bytes")
      : unknown("the list lacks an object that was just written");
  } catch (error) {
    return isPenstockError(error, "listing-invalid")
      ? UNORDERED
      : unknown(failureOf(trial, error).message);
  }
}

const UNORDERED: ConnectionCheck = {
  name: "listing-order",
  result: "warned",
  detail: "objects are not listed in the order of their keys' bytes",
  consequence:
    "Lists of this store are refused as listing-invalid, because a list out of order loses keys.",
  fix: 'Set "listing" of the connection to "unordered": then one process after the other reads the list by its tokens, and destinations are looked at key by key.',
};

function unknown(detail: string): ConnectionCheck {
  return {
    name: "listing-order",
    result: "warned",
    detail,
    consequence: "It is unknown whether lists can be continued behind any key.",
    fix: "Grant the right to list objects (docs/providers), and test again.",
  };
}
