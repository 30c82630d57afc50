// What a shell completes, from the commands themselves.

import type { Command } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The words that may follow each command, by the words of the command: `schedule add`. */
type Words = ReadonlyMap<string, readonly string[]>;

/** A script for the shell; it lists commands and options, and leaves files to the shell. */
export function completionOf(program: Command, shell: Shell): string {
  const words = wordsOf(program);
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](words);
}

function wordsOf(program: Command): Words {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: readonly string[]) => {
    const options = command.options.flatMap(({ long }) => (long ? [long] : []));
    const names = command.commands.map((each) => each.name());
    words.set(path.join(" "), [...names, ...options, "--help"]);
    for (const each of command.commands) {
      visit(each, [...path, each.name()]);
    }
  };
  visit(program, []);
  return words;
}

/** The longest command that the line begins with decides. */
function bashScript(words: Words): string {
  const cases = [...words].map(([path, next]) => `    "${path}") words="${next.join(" ")}" ;;`);
  return `# penstock completion bash > /etc/bash_completion.d/penstock
_penstock() {
  local path="" word words="" known
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *)
      known="$path\${path:+ }$word"
      case "$known" in ${[...words.keys()]
        .filter(Boolean)
        .map((path) => `"${path}"`)
        .join("|")}) path="$known" ;; esac ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -o bashdefault -F _penstock penstock
`;
}

function zshScript(words: Words): string {
  return `#compdef penstock
# penstock completion zsh > "\${fpath[1]}/_penstock"
autoload -U +X bashcompinit && bashcompinit
${bashScript(words)}`;
}

/** Decided as in bash: `ls` of `schedule` is not that of `conn`. */
function fishScript(words: Words): string {
  const paths = [...words.keys()].filter(Boolean).map((path) => `"${path}"`);
  const lines = [...words].flatMap(([path, next]) =>
    next.map((word) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c penstock -n '__penstock_at "${path}"' ${what}`;
    }),
  );
  return `# penstock completion fish > ~/.config/fish/completions/penstock.fish
function __penstock_at
  set -l path
  for word in (commandline -opc)[2..]
    set -l known (string join -- ' ' $path $word)
    contains -- $known ${paths.join(" ")}; and set path $known
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}
`;
}
