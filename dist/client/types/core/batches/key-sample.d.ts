/** Chooses so many of a hundred keys, the same ones each time, wherever they lie. */
export declare function isInSample(key: string, percent: number): boolean;
