export { n as copy } from "./copy-BFzGfsb8.js";
