import { fileURLToPath } from "node:url";
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import {
  isArrowFunction,
  isAsExpression,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isGetAccessorDeclaration,
  isMethodDeclaration,
  isNonNullExpression,
  isSetAccessorDeclaration,
} from "typescript/unstable/ast/is";
import { API } from "typescript/unstable/sync";

export type MeasuredFunction = {
  readonly path: string;
  readonly line: number;
  /** From the first line of its declaration to its closing brace. */
  readonly lines: number;
};

export type Syntax = {
  readonly functions: readonly MeasuredFunction[];
  /** `as`, but for `as const`. */
  readonly casts: readonly string[];
  /** `!` behind an expression. */
  readonly nonNulls: readonly string[];
  readonly anys: readonly string[];
};

/** The second one: what runs in a browser; the third one: what runs beside containers. */
const PROJECTS = [
  "tsconfig.json",
  "packages/dashboard/tsconfig.json",
  "test/containers/tsconfig.json",
];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What TypeScript's own parser sees in these files, which have to belong to the project. */
export function syntaxOf(paths: readonly string[]): Syntax {
  const api = new API({ cwd: ROOT });
  try {
    const openProjects = PROJECTS.map((path) => ROOT + path);
    const projects = api.updateSnapshot({ openProjects }).getProjects();
    const syntax: Collected = { functions: [], casts: [], nonNulls: [], anys: [] };
    for (const path of paths) {
      const [file] = projects.flatMap(({ program }) => program.getSourceFile(ROOT + path) ?? []);
      if (file === undefined) {
        throw new Error(`${path} is no file of ${PROJECTS.join(" or ")}`);
      }
      collect(syntax, path, file);
    }
    return syntax;
  } finally {
    api.close();
  }
}

type Collected = {
  readonly functions: MeasuredFunction[];
  readonly casts: string[];
  readonly nonNulls: string[];
  readonly anys: string[];
};

function collect(
  { functions, casts, nonNulls, anys }: Collected,
  path: string,
  file: SourceFile,
): void {
  const lineAt = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: Node): void => {
    const line = lineAt(node.getStart(file));
    if (hasBody(node)) {
      functions.push({ path, line, lines: lineAt(node.end) - line + 1 });
    } else if (isAsExpression(node) && node.type.getText(file) !== "const") {
      casts.push(`${path}:${line}`);
    } else if (isNonNullExpression(node)) {
      nonNulls.push(`${path}:${line}`);
    } else if (node.kind === SyntaxKind.AnyKeyword) {
      anys.push(`${path}:${line}`);
    }
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
}

function hasBody(node: Node): boolean {
  return (
    (isFunctionDeclaration(node) ||
      isMethodDeclaration(node) ||
      isConstructorDeclaration(node) ||
      isGetAccessorDeclaration(node) ||
      isSetAccessorDeclaration(node) ||
      isFunctionExpression(node) ||
      isArrowFunction(node)) &&
    node.body !== undefined
  );
}
