export { BOUND_TEXTS, BOUNDS, type BoundBy, type BoundText } from "./bounds.ts";
