import { Rejection } from "./problem.ts";

/** Lets so many callers in at once; the next one is told to come again. */
export function createGate(maxCallers: number) {
  let callers = 0;
  return async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (callers >= maxCallers) {
      const detail = `${maxCallers} such requests are under way, which is the most at once`;
      throw new Rejection("server-busy", 503, detail);
    }
    callers += 1;
    try {
      return await run();
    } finally {
      callers -= 1;
    }
  };
}

/** Who asks for what is being found out already gets the same response. */
export function createSharing<Result>() {
  const running = new Map<string, Promise<Result>>();
  return (key: string, run: () => Promise<Result>): Promise<Result> => {
    const shared = running.get(key) ?? run().finally(() => running.delete(key));
    running.set(key, shared);
    return shared;
  };
}
