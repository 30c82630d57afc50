import { z } from "zod";
/** The body of `POST /v1/jobs`. Unknown keys are refused: a misspelt option is not an option. */
export declare const jobRequest: z.ZodObject<{
    name: z.ZodOptional<z.ZodString>;
    verb: z.ZodExactOptional<z.ZodEnum<{
        check: "check";
        copy: "copy";
    }>>;
    source: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodExactOptional<z.ZodString>;
        keys: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
        prefix: z.ZodExactOptional<z.ZodString>;
        tree: z.ZodExactOptional<z.ZodString>;
        manifest: z.ZodExactOptional<z.ZodObject<{
            connection: z.ZodString;
            key: z.ZodString;
            format: z.ZodEnum<{
                csv: "csv";
                jsonl: "jsonl";
                "s3-inventory": "s3-inventory";
            }>;
            onBrokenLine: z.ZodDefault<z.ZodEnum<{
                refuse: "refuse";
                skip: "skip";
            }>>;
            spelling: z.ZodExactOptional<z.ZodEnum<{
                percent: "percent";
                plain: "plain";
            }>>;
        }, z.core.$strict>>;
        rows: z.ZodExactOptional<z.ZodObject<{
            outcomes: z.ZodExactOptional<z.ZodArray<z.ZodEnum<{
                aborted: "aborted";
                differs: "differs";
                failed: "failed";
                only_destination: "only_destination";
                only_source: "only_source";
                same: "same";
                skipped: "skipped";
                stored: "stored";
                unreadable: "unreadable";
            }>>>;
            codes: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
            job: z.ZodString & z.ZodType<import("../core/index.js").JobId, string, z.core.$ZodTypeInternals<import("../core/index.js").JobId, string>>;
        }, z.core.$strict>>;
        include: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
        exclude: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>;
    destination: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodString;
    }, z.core.$strict>;
    options: z.ZodPrefault<z.ZodObject<{
        contentType: z.ZodExactOptional<z.ZodString>;
        cacheControl: z.ZodExactOptional<z.ZodString>;
        contentDisposition: z.ZodExactOptional<z.ZodString>;
        contentEncoding: z.ZodExactOptional<z.ZodString>;
        contentLanguage: z.ZodExactOptional<z.ZodString>;
        expires: z.ZodExactOptional<z.ZodString>;
        metadata: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
        storageClass: z.ZodExactOptional<z.ZodString>;
        acl: z.ZodExactOptional<z.ZodString>;
        tags: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        partSize: z.ZodExactOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
        overwrite: z.ZodExactOptional<z.ZodEnum<{
            always: "always";
            if_different: "if_different";
            never: "never";
        }>>;
        compare: z.ZodExactOptional<z.ZodEnum<{
            content: "content";
            read: "read";
            size: "size";
            "size+time": "size+time";
        }>>;
        sample: z.ZodExactOptional<z.ZodInt>;
        oneWay: z.ZodExactOptional<z.ZodBoolean>;
        missing: z.ZodExactOptional<z.ZodEnum<{
            fail: "fail";
            skip: "skip";
        }>>;
        allowEmpty: z.ZodExactOptional<z.ZodBoolean>;
        verify: z.ZodExactOptional<z.ZodEnum<{
            full: "full";
            none: "none";
            part: "part";
        }>>;
        attributes: z.ZodExactOptional<z.ZodEnum<{
            none: "none";
            preserve: "preserve";
            set: "set";
        }>>;
    }, z.core.$strict>>;
    onSuccess: z.ZodExactOptional<z.ZodObject<{
        marker: z.ZodString;
    }, z.core.$strict>>;
    labels: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
}, z.core.$strict>;
export type JobRequest = z.infer<typeof jobRequest>;
/** What a client may send: defaults left out, sizes as text. */
export type JobRequestInput = z.input<typeof jobRequest>;
