import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { may } from "../data/caller.ts";
import { refreshAll } from "../data/live.ts";
import { close, go, linkWith, query } from "../place.ts";
import { SameAs } from "./command.tsx";
import { Trouble } from "./states.tsx";

/** A native dialog: Escape closes it, and the focus stays inside and comes back. */
export function Dialog({
  title,
  onClose,
  children,
  isDrawer = false,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly isDrawer?: boolean;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      isGone.current = true;
      // Gives the focus back.
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={isDrawer ? "drawer" : ""}
      aria-label={title}
      onClose={() => isGone.current || onClose()}
    >
      <header class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="small" onClick={() => element.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}

export type Action = {
  readonly label: string;
  /** Which one of those that the page shows it is for; left out: there is no other with this label. */
  readonly target?: string;
  /** What it changes, in numbers. Left out: nothing is asked. */
  readonly consequence?: ComponentChildren;
  readonly isDanger?: boolean;
  /** What the API asks a caller to have; left out: `operate`. */
  readonly scope?: "admin";
  /** It is about all tenants, so the API refuses it to a key for one of them. */
  readonly reach?: "deployment";
  readonly cli?: string;
  readonly curl: string;
  /** What it is reached by on the keyboard, beside Tab. */
  readonly key?: "p";
  readonly run: () => Promise<unknown>;
};

/** A button that asks first, at a place of its own in the URL: says what it would do, and how to do it without this page. */
export function ActionButton({ action }: { readonly action: Action }) {
  const place = [action.label.toLowerCase(), action.target ?? []].flat().join(" ");
  const isOpen = () => query.value.get("do") === place;
  const isBusy = useSignal(false);
  const failure = useSignal<Error | undefined>(undefined);
  const run = async () => {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await action.run();
      if (isOpen()) {
        close(["do"]);
      }
      refreshAll();
    } catch (error) {
      failure.value = error instanceof Error ? error : new Error(String(error));
    } finally {
      isBusy.value = false;
    }
  };
  const open = () => {
    failure.value = undefined;
    go(linkWith({ do: place }));
  };
  if (!may(action.scope ?? "operate", action.reach)) {
    return null;
  }
  const variant = action.isDanger === true ? "danger" : "";
  return (
    <>
      <button
        type="button"
        class={variant}
        data-key={action.key}
        disabled={isBusy.value}
        onClick={open}
      >
        {action.label}
        {action.consequence !== undefined && "…"}
      </button>
      {isOpen() && (
        <Dialog title={action.label} onClose={() => close(["do"])}>
          {action.consequence}
          <Trouble error={failure.value} />
          <p class="buttons">
            <button
              type="button"
              class={`primary ${variant}`}
              disabled={isBusy.value}
              onClick={() => void run()}
            >
              {isBusy.value ? "Working" : action.label}
            </button>
          </p>
          <SameAs {...(action.cli !== undefined && { cli: action.cli })} curl={action.curl} />
        </Dialog>
      )}
    </>
  );
}
