export { createFileLister } from "./file-lister.ts";
export { createFileSourceReader, type FileSourceOptions } from "./file-source-reader.ts";
export { createHttpSourceReader, type HttpSourceOptions } from "./http-source-reader.ts";
