/** One figure beside its goal. */
export type Result = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** `ours` is good when it is at most this. */
  readonly goal: number;
  readonly runs: number;
};

export type Scenario = {
  readonly name: string;
  /** @param isQuick smaller amounts, for a first look */
  readonly run: (isQuick: boolean) => Promise<readonly Result[]>;
};
