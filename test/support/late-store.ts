import { type ObjectStore, PenstockError } from "@penstock/core";
import { storeWith } from "./store-with.ts";

const SIGNAL = new AbortController().signal;

export type Put = Parameters<ObjectStore["put"]>;

const cut = () => new PenstockError("store-unreachable", "the connection was cut");

/**
 * Keeps the first PUT for later: its sender gives it up, and the store carries it out at `arrive`.
 *
 * @param end what its sender meets
 */
export function lateStore(end = cut) {
  let arrive = async (): Promise<void> => undefined;
  let isFirst = true;
  const wrap = storeWith((store) => ({
    put: async (...[object, body, signal]: Put) => {
      if (!isFirst) {
        return store.put(object, body, signal);
      }
      isFirst = false;
      const taken: Uint8Array[] = [];
      for await (const chunk of body.chunks) {
        taken.push(Uint8Array.from(chunk));
      }
      const chunks = (async function* () {
        yield* taken;
      })();
      arrive = async () => {
        await store.put(object, { ...body, chunks }, SIGNAL);
      };
      throw end();
    },
  }));
  return { wrap, arrive: () => arrive() };
}
