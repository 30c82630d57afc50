import { KINDS, runOf } from "./test/projects.ts";

export default runOf(KINDS);
