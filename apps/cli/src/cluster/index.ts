export {
  type Child,
  type ChildRequest,
  describeExit,
  type ExitReport,
  startChild,
} from "./child-process.ts";
export { type Cluster, type ClusterRequest, startCluster } from "./cluster.ts";
export { LOCAL_STORE, readLocalStoreVariables } from "./cluster-config.ts";
export type { Member } from "./member.ts";
