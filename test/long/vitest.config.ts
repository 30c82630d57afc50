import { LONG_KINDS, runOf } from "../projects.ts";

// npm run test:long
export default runOf(LONG_KINDS);
