import { z } from "zod";
/** `docs/prices.json`, or one's own. Tables are named by the `provider` of a connection. */
export declare const pricesFile: z.ZodObject<{
    about: z.ZodString;
    providers: z.ZodRecord<z.ZodString, z.ZodObject<{
        currency: z.ZodString;
        perThousandRequests: z.ZodObject<{
            list: z.ZodNumber;
            head: z.ZodNumber;
            get: z.ZodNumber;
            put: z.ZodNumber;
            copy: z.ZodNumber;
        }, z.core.$strict>;
        perGibRead: z.ZodNumber;
        source: z.ZodString;
        date: z.ZodISODate;
    }, z.core.$strict>>;
}, z.core.$strict>;
