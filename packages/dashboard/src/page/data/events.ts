// What changes, told by the API: one stream a browser, however many of its tabs are open.

import { signal } from "@preact/signals";
import { after } from "./clock.ts";

/** What of an event says where to look. */
export type Change = { readonly jobId?: string; readonly schedule?: string };

type Said =
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "state"; readonly isStreaming: boolean }
  | { readonly kind: "hello" };

const NAME = "penstock-events";
/** An API that has no stream, or refuses it, is asked again after this. */
const AGAIN_MS = 30_000;

/** While it is true, feeds need not ask by themselves. */
export const isStreaming = signal(false);

/** `onChange` without a change: something was missed, so look at everything. */
export function followEvents(onChange: (change: Change | undefined) => void): void {
  const channel = new BroadcastChannel(NAME);
  let isLeader = false;
  const setState = (value: boolean) => {
    isStreaming.value = value;
    if (value) {
      onChange(undefined);
    }
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Said>) => {
    if (data.kind === "change") {
      onChange(data.change);
    } else if (data.kind === "state") {
      setState(data.isStreaming);
    } else if (isLeader) {
      channel.postMessage({ kind: "state", isStreaming: isStreaming.value } satisfies Said);
    }
  });
  const say = (said: Said) => channel.postMessage(said);
  const lead = () => {
    isLeader = true;
    listen({
      onState: (value) => {
        setState(value);
        say({ kind: "state", isStreaming: value });
      },
      onChange: (change) => {
        onChange(change);
        say({ kind: "change", change });
      },
    });
    // Held until the tab is closed: then the next tab leads.
    return new Promise(() => undefined);
  };
  say({ kind: "hello" });
  if ("locks" in navigator) {
    void navigator.locks.request(NAME, lead);
  } else {
    void lead();
  }
}

type Listener = {
  readonly onState: (isStreaming: boolean) => void;
  readonly onChange: (change: Change) => void;
};

/** Connects again by itself; the server then sends what was missed, or `reset`. */
function listen(listener: Listener): void {
  const source = new EventSource("v1/events");
  for (const signalName of ["ready", "reset"]) {
    source.addEventListener(signalName, () => listener.onState(true));
  }
  source.addEventListener("message", ({ data }: MessageEvent<string>) => {
    listener.onChange(JSON.parse(data) as Change);
  });
  source.addEventListener("error", () => {
    listener.onState(false);
    if (source.readyState === EventSource.CLOSED) {
      after(AGAIN_MS, () => listen(listener));
    }
  });
}
