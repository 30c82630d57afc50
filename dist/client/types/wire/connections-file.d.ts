import { z } from "zod";
/** How the store is asked to encrypt every object that this connection writes. */
declare const encryption: z.ZodDiscriminatedUnion<[z.ZodObject<{
    kind: z.ZodLiteral<"store">;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"kms">;
    keyId: z.ZodOptional<z.ZodString>;
    context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"customer">;
    key: z.ZodString;
}, z.core.$strict>], "kind">;
declare const cosConnection: z.ZodObject<{
    provider: z.ZodLiteral<"cos">;
    bucket: z.ZodString;
    region: z.ZodString;
    endpoint: z.ZodOptional<z.ZodURL>;
    credentials: z.ZodObject<{
        accessKeyId: z.ZodString;
        secretAccessKey: z.ZodString;
        sessionToken: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>;
    sourceVersion: z.ZodOptional<z.ZodEnum<{
        date: "date";
        etag: "etag";
        size: "size";
    }>>;
    encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"store">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"kms">;
        keyId: z.ZodOptional<z.ZodString>;
        context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"customer">;
        key: z.ZodString;
    }, z.core.$strict>], "kind">>;
    trafficLimit: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
    expectContinue: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
declare const s3Connection: z.ZodObject<{
    provider: z.ZodEnum<{
        aws: "aws";
        b2: "b2";
        ceph: "ceph";
        "cos-s3": "cos-s3";
        gcs: "gcs";
        minio: "minio";
        oss: "oss";
        other: "other";
        r2: "r2";
        swift: "swift";
        versitygw: "versitygw";
    }>;
    bucket: z.ZodString;
    region: z.ZodString;
    endpoint: z.ZodOptional<z.ZodURL>;
    pathStyle: z.ZodOptional<z.ZodBoolean>;
    checksum: z.ZodOptional<z.ZodEnum<{
        crc32: "crc32";
        md5: "md5";
    }>>;
    maxParts: z.ZodOptional<z.ZodInt>;
    listing: z.ZodOptional<z.ZodEnum<{
        ordered: "ordered";
        unordered: "unordered";
    }>>;
    credentials: z.ZodObject<{
        accessKeyId: z.ZodString;
        secretAccessKey: z.ZodString;
        sessionToken: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>;
    sourceVersion: z.ZodOptional<z.ZodEnum<{
        date: "date";
        etag: "etag";
        size: "size";
    }>>;
    encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"store">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"kms">;
        keyId: z.ZodOptional<z.ZodString>;
        context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"customer">;
        key: z.ZodString;
    }, z.core.$strict>], "kind">>;
}, z.core.$strict>;
declare const connection: z.ZodDiscriminatedUnion<[z.ZodObject<{
    provider: z.ZodLiteral<"file">;
    root: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
    provider: z.ZodLiteral<"http">;
    baseUrl: z.ZodURL;
    sourceVersion: z.ZodOptional<z.ZodEnum<{
        date: "date";
        etag: "etag";
        size: "size";
    }>>;
}, z.core.$strict>, z.ZodObject<{
    provider: z.ZodLiteral<"cos">;
    bucket: z.ZodString;
    region: z.ZodString;
    endpoint: z.ZodOptional<z.ZodURL>;
    credentials: z.ZodObject<{
        accessKeyId: z.ZodString;
        secretAccessKey: z.ZodString;
        sessionToken: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>;
    sourceVersion: z.ZodOptional<z.ZodEnum<{
        date: "date";
        etag: "etag";
        size: "size";
    }>>;
    encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"store">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"kms">;
        keyId: z.ZodOptional<z.ZodString>;
        context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"customer">;
        key: z.ZodString;
    }, z.core.$strict>], "kind">>;
    trafficLimit: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
    expectContinue: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>, z.ZodObject<{
    provider: z.ZodEnum<{
        aws: "aws";
        b2: "b2";
        ceph: "ceph";
        "cos-s3": "cos-s3";
        gcs: "gcs";
        minio: "minio";
        oss: "oss";
        other: "other";
        r2: "r2";
        swift: "swift";
        versitygw: "versitygw";
    }>;
    bucket: z.ZodString;
    region: z.ZodString;
    endpoint: z.ZodOptional<z.ZodURL>;
    pathStyle: z.ZodOptional<z.ZodBoolean>;
    checksum: z.ZodOptional<z.ZodEnum<{
        crc32: "crc32";
        md5: "md5";
    }>>;
    maxParts: z.ZodOptional<z.ZodInt>;
    listing: z.ZodOptional<z.ZodEnum<{
        ordered: "ordered";
        unordered: "unordered";
    }>>;
    credentials: z.ZodObject<{
        accessKeyId: z.ZodString;
        secretAccessKey: z.ZodString;
        sessionToken: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>;
    sourceVersion: z.ZodOptional<z.ZodEnum<{
        date: "date";
        etag: "etag";
        size: "size";
    }>>;
    encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"store">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"kms">;
        keyId: z.ZodOptional<z.ZodString>;
        context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"customer">;
        key: z.ZodString;
    }, z.core.$strict>], "kind">>;
}, z.core.$strict>], "provider">;
/** penstock.config.json. */
export declare const connectionsFile: z.ZodObject<{
    connections: z.ZodRecord<z.ZodString, z.ZodDiscriminatedUnion<[z.ZodObject<{
        provider: z.ZodLiteral<"file">;
        root: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        provider: z.ZodLiteral<"http">;
        baseUrl: z.ZodURL;
        sourceVersion: z.ZodOptional<z.ZodEnum<{
            date: "date";
            etag: "etag";
            size: "size";
        }>>;
    }, z.core.$strict>, z.ZodObject<{
        provider: z.ZodLiteral<"cos">;
        bucket: z.ZodString;
        region: z.ZodString;
        endpoint: z.ZodOptional<z.ZodURL>;
        credentials: z.ZodObject<{
            accessKeyId: z.ZodString;
            secretAccessKey: z.ZodString;
            sessionToken: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>;
        sourceVersion: z.ZodOptional<z.ZodEnum<{
            date: "date";
            etag: "etag";
            size: "size";
        }>>;
        encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
            kind: z.ZodLiteral<"store">;
        }, z.core.$strict>, z.ZodObject<{
            kind: z.ZodLiteral<"kms">;
            keyId: z.ZodOptional<z.ZodString>;
            context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        }, z.core.$strict>, z.ZodObject<{
            kind: z.ZodLiteral<"customer">;
            key: z.ZodString;
        }, z.core.$strict>], "kind">>;
        trafficLimit: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
        expectContinue: z.ZodOptional<z.ZodBoolean>;
    }, z.core.$strict>, z.ZodObject<{
        provider: z.ZodEnum<{
            aws: "aws";
            b2: "b2";
            ceph: "ceph";
            "cos-s3": "cos-s3";
            gcs: "gcs";
            minio: "minio";
            oss: "oss";
            other: "other";
            r2: "r2";
            swift: "swift";
            versitygw: "versitygw";
        }>;
        bucket: z.ZodString;
        region: z.ZodString;
        endpoint: z.ZodOptional<z.ZodURL>;
        pathStyle: z.ZodOptional<z.ZodBoolean>;
        checksum: z.ZodOptional<z.ZodEnum<{
            crc32: "crc32";
            md5: "md5";
        }>>;
        maxParts: z.ZodOptional<z.ZodInt>;
        listing: z.ZodOptional<z.ZodEnum<{
            ordered: "ordered";
            unordered: "unordered";
        }>>;
        credentials: z.ZodObject<{
            accessKeyId: z.ZodString;
            secretAccessKey: z.ZodString;
            sessionToken: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>;
        sourceVersion: z.ZodOptional<z.ZodEnum<{
            date: "date";
            etag: "etag";
            size: "size";
        }>>;
        encryption: z.ZodOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
            kind: z.ZodLiteral<"store">;
        }, z.core.$strict>, z.ZodObject<{
            kind: z.ZodLiteral<"kms">;
            keyId: z.ZodOptional<z.ZodString>;
            context: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        }, z.core.$strict>, z.ZodObject<{
            kind: z.ZodLiteral<"customer">;
            key: z.ZodString;
        }, z.core.$strict>], "kind">>;
    }, z.core.$strict>], "provider">>;
}, z.core.$strict>;
export type EncryptionSettings = z.infer<typeof encryption>;
export type ConnectionSettings = z.infer<typeof connection>;
export type CosConnectionSettings = z.infer<typeof cosConnection>;
export type S3ConnectionSettings = z.infer<typeof s3Connection>;
export type ConnectionsFile = z.infer<typeof connectionsFile>;
export {};
