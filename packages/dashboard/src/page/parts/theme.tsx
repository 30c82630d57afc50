import { effect, signal } from "@preact/signals";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEPT_AS = "penstock-theme";

const theme = signal<Theme>(kept());

function kept(): Theme {
  const word = localStorage.getItem(KEPT_AS);
  return THEMES.find((name) => name === word) ?? "system";
}

export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    localStorage.setItem(KEPT_AS, theme.value);
  });
}

export function ThemeChoice() {
  return (
    <label class="theme">
      <span class="sr-only">Theme</span>
      <select
        value={theme.value}
        onChange={({ currentTarget }) => {
          theme.value = THEMES.find((name) => name === currentTarget.value) ?? "system";
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {name === "system" ? "Theme: system" : name}
          </option>
        ))}
      </select>
    </label>
  );
}
