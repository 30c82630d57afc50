import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { callerText, isLoggedOut, may } from "./data/caller.ts";
import { nowMs } from "./data/clock.ts";
import { formatDuration } from "./data/format.ts";
import { away } from "./data/live.ts";
import { JobsPage } from "./pages/jobs-page.tsx";
import { Login } from "./pages/login.tsx";
import { Skeleton } from "./parts/states.tsx";
import { ThemeChoice } from "./parts/theme.tsx";
import { linkTo, steps } from "./place.ts";

type Page = {
  readonly name: string;
  readonly title: string;
  readonly load: () => Promise<ComponentType>;
  /** Reached from another page, not from the menu. */
  readonly isHidden?: boolean;
  /** What it does, the API refuses to others. */
  readonly scope?: "operate";
};

const PAGES: readonly Page[] = [
  { name: "jobs", title: "Jobs", load: async () => JobsPage },
  {
    name: "job",
    title: "Job",
    isHidden: true,
    load: async () => (await import("./pages/job-page.tsx")).JobPage,
  },
  {
    name: "new",
    title: "New transfer",
    scope: "operate",
    load: async () => (await import("./pages/new-transfer-page.tsx")).NewTransferPage,
  },
  {
    name: "schedules",
    title: "Schedules",
    load: async () => (await import("./pages/schedules-page.tsx")).SchedulesPage,
  },
  {
    name: "workers",
    title: "Workers",
    load: async () => (await import("./pages/workers-page.tsx")).WorkersPage,
  },
  {
    name: "connections",
    title: "Connections",
    load: async () => (await import("./pages/connections-page.tsx")).ConnectionsPage,
  },
  {
    name: "webhooks",
    title: "Webhooks",
    load: async () => (await import("./pages/webhooks-page.tsx")).WebhooksPage,
  },
  {
    name: "tenants",
    title: "Tenants",
    load: async () => (await import("./pages/tenants-page.tsx")).TenantsPage,
  },
  {
    name: "limits",
    title: "Limits",
    load: async () => (await import("./pages/limits-page.tsx")).LimitsPage,
  },
  {
    name: "system",
    title: "System",
    load: async () => (await import("./pages/system-page.tsx")).SystemPage,
  },
];

const loaded = signal<Readonly<Record<string, ComponentType>>>({ jobs: JobsPage });

function currentPage(): Page {
  const [first = "jobs", second] = steps.value;
  const name = first === "jobs" && second !== undefined ? "job" : first;
  return PAGES.find((page) => page.name === name) ?? UNKNOWN;
}

const UNKNOWN: Page = { name: "unknown", title: "No such page", load: async () => Unknown };

export function App() {
  const page = currentPage();
  useEffect(() => {
    document.title = `${page.title} · Penstock`;
    if (loaded.value[page.name] === undefined) {
      const show = (component: ComponentType) => {
        loaded.value = { ...loaded.value, [page.name]: component };
      };
      page.load().then(show, () => show(NotLoaded));
    }
  }, [page]);
  const Shown = loaded.value[page.name];
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={linkTo("jobs")}>
          Penstock
        </a>
        <nav aria-label="Pages">
          {PAGES.filter(
            ({ isHidden, scope }) => isHidden !== true && (scope === undefined || may(scope)),
          ).map(({ name, title }) => (
            <a
              key={name}
              href={linkTo(name)}
              {...((steps.value[0] ?? "jobs") === name && { "aria-current": "page" })}
            >
              {title}
            </a>
          ))}
        </nav>
        <span class="quiet">{callerText}</span>
        <ThemeChoice />
      </header>
      <AwayBanner />
      <main id="main" tabIndex={-1}>
        <Content shown={isLoggedOut.value ? Login : Shown} />
      </main>
    </>
  );
}

function Content({ shown: Shown }: { readonly shown: ComponentType | undefined }) {
  return Shown === undefined ? <Skeleton /> : <Shown key={steps.value.join("/")} />;
}

/** The fragment of the URL is a page here, so the jump is made by hand. */
function focusMain(): void {
  document.getElementById("main")?.focus();
}

function AwayBanner() {
  const { sinceMs, nextTryMs } = away.value ?? { sinceMs: 0, nextTryMs: 0 };
  return (
    <div class="banner-place" role="status">
      {away.value !== undefined && (
        <p class="banner bad">
          The API has not responded for {formatDuration(nowMs.value - sinceMs)}. What you see is
          from before. Next try in {formatDuration(nextTryMs - nowMs.value)}; nothing needs to be
          reloaded.
        </p>
      )}
    </div>
  );
}

/** Its script did not come: an API of another version has others. */
function NotLoaded() {
  return (
    <div class="empty" role="alert">
      <h1>This page could not be loaded</h1>
      <p>The API was away, or is of another version than what this tab has loaded.</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Load it again
      </button>
    </div>
  );
}

function Unknown() {
  return (
    <div class="empty">
      <h1>There is no such page</h1>
      <p>
        <a href={linkTo("jobs")}>All jobs</a>
      </p>
    </div>
  );
}
