export { t as reportFailure } from "./report-failure-BecLxKjL.js";
