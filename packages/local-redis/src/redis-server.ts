/** A server program and what its environment needs beside the usual. */
export type RedisServer = {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
};
