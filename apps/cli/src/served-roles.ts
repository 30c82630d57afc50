export const SERVED_ROLES = ["api", "planner", "worker", "coordinator"] as const;

export type ServedRole = (typeof SERVED_ROLES)[number];
