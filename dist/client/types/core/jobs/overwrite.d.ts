/** What becomes of an object that is at the destination already. */
export type Overwrite = "never" | "if_different" | "always";
/**
 * How two objects are told apart. `content`: by what shows their bytes, and where nothing does they
 * differ. The other two take what they name for enough.
 */
export type Compare = "content" | "size" | "size+time";
