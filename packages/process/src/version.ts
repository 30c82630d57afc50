/** Of every package of this repository; a test compares it with theirs. */
export const VERSION = "1.0.0-rc.1";
