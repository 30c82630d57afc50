import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { findCaller } from "./data/caller.ts";
import { away, followChanges } from "./data/live.ts";
import { followKeys } from "./keys.ts";
import { applyTheme } from "./parts/theme.tsx";

applyTheme();
followKeys();
followChanges();
// Again when the API is back: without it it is not known what may be done from here.
effect(() => {
  if (away.value === undefined) {
    void findCaller();
  }
});
const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}
