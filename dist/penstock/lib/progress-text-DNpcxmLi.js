export { t as formatDuration, n as formatPercent, r as formatRate, i as healthText, a as jsonText, o as plainText } from "./progress-text-DMPU5WC5.js";
