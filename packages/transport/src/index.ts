export type { ReadLimits } from "./connection.ts";
export { exactBytes } from "./exact-bytes.ts";
export type { ExchangeLimits } from "./exchange.ts";
export { createGetClient, type Get, type GetClient } from "./get-client.ts";
export type { OpenAnswer } from "./open-answer.ts";
export { createSender, type Sender, type Sent } from "./sender.ts";
export { StoreClock } from "./store-clock.ts";
