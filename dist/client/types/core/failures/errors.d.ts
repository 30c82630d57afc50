/**
 * What a failed attempt means for its transfer.
 *
 * - `again`: try again after a back-off; the attempt counts.
 * - `wait`: try again after a back-off; the attempt does not count, because nothing was wrong with it.
 *   What is `again` becomes that while the store or the source does not answer at all.
 * - `replan`: the transfer starts over as its next generation.
 * - `never`: the transfer fails with this cause.
 */
export type Retry = "again" | "wait" | "replan" | "never";
/** Every way Penstock can fail. docs/failure-model.md explains each; a tidy test compares the two. */
export declare const ERRORS: {
    readonly "request-invalid": {
        readonly retry: "never";
        readonly httpStatus: 400;
        readonly subject: "request";
    };
    readonly "request-too-large": {
        readonly retry: "never";
        readonly httpStatus: 413;
        readonly subject: "request";
    };
    readonly "origin-refused": {
        readonly retry: "never";
        readonly httpStatus: 403;
        readonly subject: "request";
    };
    readonly "tenant-refused": {
        readonly retry: "never";
        readonly httpStatus: 403;
        readonly subject: "request";
    };
    readonly "not-found": {
        readonly retry: "never";
        readonly httpStatus: 404;
        readonly subject: "request";
    };
    readonly "method-not-allowed": {
        readonly retry: "never";
        readonly httpStatus: 405;
        readonly subject: "request";
    };
    readonly "media-type-unsupported": {
        readonly retry: "never";
        readonly httpStatus: 415;
        readonly subject: "request";
    };
    readonly "not-implemented": {
        readonly retry: "never";
        readonly httpStatus: 501;
        readonly subject: "request";
    };
    readonly "server-busy": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "request";
    };
    readonly "state-conflict": {
        readonly retry: "never";
        readonly httpStatus: 409;
        readonly subject: "request";
    };
    readonly "connection-unknown": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "process";
    };
    readonly "connection-unsuitable": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "process";
    };
    readonly "address-blocked": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "transfer";
    };
    readonly "key-invalid": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "transfer";
    };
    readonly "plan-impossible": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "transfer";
    };
    readonly "selection-empty": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "transfer";
    };
    readonly "journal-required": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "request";
    };
    readonly "manifest-invalid": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "request";
    };
    readonly "settings-invalid": {
        readonly retry: "never";
        readonly httpStatus: 500;
        readonly subject: "process";
    };
    readonly "source-missing": {
        readonly retry: "never";
        readonly httpStatus: 404;
        readonly subject: "source";
    };
    readonly "source-forbidden": {
        readonly retry: "never";
        readonly httpStatus: 403;
        readonly subject: "source";
    };
    readonly "source-changed": {
        readonly retry: "replan";
        readonly httpStatus: 409;
        readonly subject: "source";
    };
    readonly "source-unusable": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "source";
    };
    readonly "source-archived": {
        readonly retry: "never";
        readonly httpStatus: 422;
        readonly subject: "source";
    };
    readonly "source-range-ignored": {
        readonly retry: "never";
        readonly httpStatus: 502;
        readonly subject: "source";
    };
    readonly "source-response-invalid": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "source";
    };
    readonly "source-length-wrong": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "source";
    };
    readonly "listing-invalid": {
        readonly retry: "never";
        readonly httpStatus: 502;
        readonly subject: "source";
    };
    readonly "source-throttled": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "source";
    };
    readonly "source-unreachable": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "network";
    };
    readonly "store-refused": {
        readonly retry: "never";
        readonly httpStatus: 403;
        readonly subject: "store";
    };
    readonly "store-missing": {
        readonly retry: "never";
        readonly httpStatus: 404;
        readonly subject: "store";
    };
    readonly "store-rejected": {
        readonly retry: "never";
        readonly httpStatus: 502;
        readonly subject: "store";
    };
    readonly "store-throttled": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "store";
    };
    readonly "store-conflict": {
        readonly retry: "again";
        readonly httpStatus: 409;
        readonly subject: "store";
    };
    readonly "store-response-invalid": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "store";
    };
    readonly "store-unreachable": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "network";
    };
    readonly "credentials-expired": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "clock-skewed": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "checksum-mismatch": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "network";
    };
    readonly "parts-refused": {
        readonly retry: "again";
        readonly httpStatus: 502;
        readonly subject: "store";
    };
    readonly "upload-superseded": {
        readonly retry: "replan";
        readonly httpStatus: 409;
        readonly subject: "store";
    };
    readonly "upload-gone": {
        readonly retry: "replan";
        readonly httpStatus: 410;
        readonly subject: "store";
    };
    readonly "destination-exists": {
        readonly retry: "never";
        readonly httpStatus: 409;
        readonly subject: "transfer";
    };
    readonly "integrity-mismatch": {
        readonly retry: "never";
        readonly httpStatus: 500;
        readonly subject: "transfer";
    };
    readonly "attempts-exhausted": {
        readonly retry: "never";
        readonly httpStatus: 500;
        readonly subject: "transfer";
    };
    readonly "unexpected-error": {
        readonly retry: "again";
        readonly httpStatus: 500;
        readonly subject: "transfer";
    };
    readonly "attempt-interrupted": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly cancelled: {
        readonly retry: "never";
        readonly httpStatus: 409;
        readonly subject: "transfer";
    };
    readonly "ledger-unavailable": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "ledger-full": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "journal-unavailable": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "sealing-key-missing": {
        readonly retry: "wait";
        readonly httpStatus: 503;
        readonly subject: "process";
    };
    readonly "sealed-text-invalid": {
        readonly retry: "never";
        readonly httpStatus: 500;
        readonly subject: "transfer";
    };
};
export type ErrorCode = keyof typeof ERRORS;
export declare function isErrorCode(text: string): text is ErrorCode;
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;
/** The one error class. Control flow looks at the code, never at the message. */
export declare class PenstockError extends Error {
    readonly name = "PenstockError";
    readonly code: ErrorCode;
    /** Facts for the log line and the API response, never for control flow and never secret. */
    readonly details: ErrorDetails;
    constructor(code: ErrorCode, message: string, options?: {
        readonly cause?: unknown;
        readonly details?: ErrorDetails;
    });
}
/** Why something failed, as the ledger keeps it. */
export type Cause = {
    readonly code: ErrorCode;
    readonly message: string;
};
export declare function causeOf({ code, message }: PenstockError): Cause;
/** Text from outside, as long as a person reads it. */
export declare function shortened(text: string, maxLength?: number): string;
/**
 * True where another process could see it otherwise: with another secret, another configuration, by
 * another way through the network. Such a failure ends nothing before a second look.
 */
export declare function needsSecondLook(code: ErrorCode): boolean;
/**
 * True where it ends nothing by itself, and yet the way from this one process may be to blame: a proxy
 * in front of it, or another response to the store's name.
 */
export declare function mayDifferElsewhere(code: ErrorCode): boolean;
/** True for a PenstockError, of one of the codes when some are given. */
export declare function isPenstockError(error: unknown, ...codes: readonly ErrorCode[]): error is PenstockError;
