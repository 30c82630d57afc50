import type { Problem } from "../wire/index.js";
/** The API refused: `problem.code` says why, from the error catalogue. */
export declare class ApiProblem extends Error {
    readonly name = "ApiProblem";
    readonly problem: Problem;
    constructor(problem: Problem);
}
/** No usable response: no server listens, the connection broke, or it is not Penstock that answers. */
export declare class ApiUnreachable extends Error {
    readonly name = "ApiUnreachable";
    readonly url: string;
    constructor(url: string, reason: string, options?: {
        readonly cause?: unknown;
    });
}
