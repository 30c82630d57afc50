/** How a store is asked to encrypt what a connection writes to it. */
export type StoreEncryption = 
/** By keys that the store keeps: SSE-COS, SSE-S3. */
{
    readonly kind: "store";
} | {
    readonly kind: "kms";
    /** Absent: the account's default key. */
    readonly keyId?: string;
    /** A JSON object, in base64. */
    readonly context?: string;
}
/** By a key of the customer's that goes with every request and is never kept: SSE-C. */
 | {
    readonly kind: "customer";
    /** 256 bits in base64. Asked for when a request is made, like credentials. */
    readonly key: () => string;
};
