/** There is one tenant until requests say who sends them. */
export const TENANT = "default";
