export { type Asset, type Dashboard, openDashboard } from "./assets/open-dashboard.ts";
