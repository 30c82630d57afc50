export { s as fromEnv } from "./dist-es-B1kK2l1P.js";
