import { PenstockError, type Sealing } from "@penstock/core";

/** Of an API that was started without one. */
export const NO_SEALING: Sealing = { seal: refuse, open: refuse };

function refuse(): never {
  throw new PenstockError("sealing-key-missing", "this process has no sealing key");
}
