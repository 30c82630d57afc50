/**
 * Keys in the order of their UTF-8 bytes, in which stores list them. JavaScript's `<` compares
 * UTF-16 units and sorts U+FF5E behind an emoji, where a store sorts it before.
 */
export declare function compareKeys(a: string, b: string): number;
