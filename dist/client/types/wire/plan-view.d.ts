import { z } from "zod";
/** What a job would do, as far as its list is known. */
export declare const planView: z.ZodObject<{
    isComplete: z.ZodBoolean;
    objects: z.ZodInt;
    bytes: z.ZodInt;
    bytesRead: z.ZodInt;
    largeObjects: z.ZodInt;
    parts: z.ZodInt;
    partSizes: z.ZodArray<z.ZodObject<{
        upToBytes: z.ZodInt;
        parts: z.ZodInt;
    }, z.core.$strip>>;
    requests: z.ZodObject<{
        list: z.ZodInt;
        head: z.ZodInt;
        get: z.ZodInt;
        put: z.ZodInt;
        copy: z.ZodInt;
    }, z.core.$strip>;
    rejections: z.ZodArray<z.ZodObject<{
        code: z.ZodString;
        objects: z.ZodInt;
        samples: z.ZodArray<z.ZodObject<{
            key: z.ZodString;
            message: z.ZodString;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
    durationSeconds: z.ZodNullable<z.ZodNumber>;
    costs: z.ZodArray<z.ZodObject<{
        side: z.ZodEnum<{
            destination: "destination";
            source: "source";
        }>;
        provider: z.ZodString;
        currency: z.ZodString;
        requests: z.ZodNumber;
        traffic: z.ZodNumber;
        total: z.ZodNumber;
    }, z.core.$strip>>;
    samples: z.ZodArray<z.ZodObject<{
        key: z.ZodString;
        destinationKey: z.ZodString;
        sizeBytes: z.ZodInt;
    }, z.core.$strip>>;
}, z.core.$strip>;
export type PlanView = z.infer<typeof planView>;
