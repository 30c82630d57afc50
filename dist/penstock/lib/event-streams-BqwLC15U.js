import "./src-0MRLe233.js";
export { t as EventStreamSerde, r as eventStreamSerdeProvider } from "./event-streams-D9xwV-G0.js";
