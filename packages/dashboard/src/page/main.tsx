import { render } from "preact";
import { App } from "./app.tsx";
import { findCaller } from "./data/caller.ts";
import { followChanges } from "./data/live.ts";
import { followKeys } from "./keys.ts";
import { applyTheme } from "./parts/theme.tsx";

applyTheme();
followKeys();
followChanges();
void findCaller();
const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}
