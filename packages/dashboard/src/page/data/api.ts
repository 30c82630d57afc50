import type { API_ROUTES, LoginLinkView, Problem } from "@penstock/wire";

type Routes = (typeof API_ROUTES)[keyof typeof API_ROUTES];
type Method = Routes["method"];
type PathOf<M extends Method> = Extract<Routes, { readonly method: M }>["path"];
type Row<M extends Method, Path> = Extract<Routes, { readonly method: M; readonly path: Path }>;
type ViewOf<M extends Method, Path> = Row<M, Path>["response"]["_output"];
type BodyOf<M extends Method, Path> = Row<M, Path>["body"]["_input"];

type Values = Readonly<Record<string, string>>;
type Query = Readonly<Record<string, string | number | undefined | readonly string[]>>;

export type Request = {
  readonly params?: Values;
  readonly query?: Query;
  readonly signal?: AbortSignal;
};

/** The API refused: the problem says why. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** No response, or none of Penstock's. */
export class ApiAway extends Error {
  override readonly name = "ApiAway";
}

export function read<Path extends PathOf<"GET">>(
  path: Path,
  request: Request = {},
): Promise<ViewOf<"GET", Path>> {
  return exchange("GET", urlOf(path, request), { signal: request.signal });
}

export function change<M extends Exclude<Method, "GET">, Path extends PathOf<M>>(
  method: M,
  path: Path,
  request: Request & { readonly body?: BodyOf<M, Path> } = {},
): Promise<ViewOf<M, Path>> {
  return exchange(method, urlOf(path, request), { body: request.body, signal: request.signal });
}

/** A path of the table with its names filled in. */
export function urlOf(path: string, { params = {}, query = {} }: Request): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== "") {
        search.append(name, String(one));
      }
    }
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

/** Where a key begins a session of this browser. */
export async function linkForKey(key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  const link = await exchange<LoginLinkView>("POST", "/v1/sessions:link", { headers });
  return link.path.slice(1);
}

type Sending = {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Values;
};

/** What the api sends is made by the same contracts whose types are used here: it is not parsed again. */
async function exchange<Result>(
  method: string,
  url: string,
  { body, signal, headers = {} }: Sending,
): Promise<Result> {
  const response = await fetch(url.slice(1), {
    method,
    credentials: "same-origin",
    ...(signal !== undefined && { signal }),
    ...(body !== undefined && {
      body: JSON.stringify(body),
    }),
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new ApiAway("no response from the API", { cause: error });
  });
  const view: unknown = await response.json().catch(() => undefined);
  if (view === undefined) {
    throw new ApiAway(`the API answered ${response.status} in a form that is not Penstock's`);
  }
  if (response.ok || isReadiness(view)) {
    return view as Result;
  }
  throw isProblem(view) ? new ApiProblem(view) : new ApiAway(`the API answered ${response.status}`);
}

/** With 503 the API says as well why it cannot work. */
function isReadiness(view: unknown): boolean {
  return typeof view === "object" && view !== null && "reasons" in view;
}

function isProblem(view: unknown): view is Problem {
  return typeof view === "object" && view !== null && "code" in view && "detail" in view;
}
