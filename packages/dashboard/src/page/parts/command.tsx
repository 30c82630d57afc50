import { useSignal } from "@preact/signals";
import { after } from "../data/clock.ts";

const SHOWN_MS = 2000;

/** A line to type, and a button that copies it. */
export function Command({ text, label }: { readonly text: string; readonly label?: string }) {
  const isCopied = useSignal(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      isCopied.value = true;
      after(SHOWN_MS, () => {
        isCopied.value = false;
      });
    });
  };
  return (
    <div class="command">
      {label !== undefined && <span class="quiet">{label}</span>}
      <code>{text}</code>
      <button type="button" class="small" onClick={copy} aria-label={`Copy: ${text}`}>
        {isCopied.value ? "Copied" : "Copy"}
      </button>
    </div>
  );
}

/** The same by two other ways. */
export function SameAs({ cli, curl }: { readonly cli?: string; readonly curl: string }) {
  return (
    <details class="same-as">
      <summary>Same by command</summary>
      {cli !== undefined && <Command label="CLI" text={cli} />}
      <Command label="curl" text={curl} />
    </details>
  );
}
