export { createFileSourceReader, type FileSourceOptions } from "./file-source-reader.ts";
export type { HttpLimits } from "./http-exchange.ts";
export { createHttpSourceReader, type HttpSourceOptions } from "./http-source-reader.ts";
