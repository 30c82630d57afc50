import { z } from "zod";

const price = z.number().min(0);

const table = z.strictObject({
  currency: z.string().min(1),
  perThousandRequests: z.strictObject({
    ...{ list: price, head: price, get: price, put: price, copy: price },
  }),
  perGibRead: price,
  source: z.string().min(1),
  date: z.iso.date(),
});

/** `docs/prices.json`, or one's own. Tables are named by the `provider` of a connection. */
export const pricesFile = z.strictObject({
  about: z.string(),
  providers: z.record(z.string(), table),
});
