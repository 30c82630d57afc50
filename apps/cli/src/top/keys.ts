import process from "node:process";

const CTRL_C = "\u{3}";

/** A signal that is aborted when a person presses this key, or Ctrl-C, which a terminal in raw mode sends as a key. */
export function untilKey(key: string): { readonly signal: AbortSignal; close(): void } {
  const pressed = new AbortController();
  const { stdin } = process;
  if (stdin.isTTY !== true) {
    return { signal: pressed.signal, close: () => {} };
  }
  const onData = (text: Buffer) => {
    if ([key, CTRL_C].some((each) => text.includes(each))) {
      pressed.abort();
    }
  };
  stdin.setRawMode(true);
  stdin.on("data", onData);
  return {
    signal: pressed.signal,
    close: () => {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
