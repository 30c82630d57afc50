export { createConnections, type OpenConnections, openConnections } from "./connections.ts";
export { createPoster, type Poster, type PostResponse } from "./create-poster.ts";
export { FollowedConnections } from "./followed-connections.ts";
export type { ObserveCall } from "./observed.ts";
export type { Opener } from "./open-connection.ts";
export { readConnectionsFile } from "./read-connections-file.ts";
