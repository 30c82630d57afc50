// What makes a shell ask this program what may follow.

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A script for the shell. Where the program knows nothing, the shell completes files. */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}

const BASH = `# penstock completion bash > /etc/bash_completion.d/penstock
_penstock() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(penstock completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  case "\${COMPREPLY[0]-}" in *:) compopt -o nospace 2>/dev/null ;; esac
}
complete -o default -o bashdefault -F _penstock penstock
`;

const ZSH = `#compdef penstock
# penstock completion zsh > "\${fpath[1]}/_penstock"
_penstock() {
  local -a found
  found=(\${(f)"$(penstock completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found == 0 )); then
    _files
  elif [[ $found[1] == *: ]]; then
    compadd -S '' -a found
  else
    compadd -a found
  fi
}
if [ "$funcstack[1]" = "_penstock" ]; then
  _penstock "$@"
else
  compdef _penstock penstock
fi
`;

const FISH = `# penstock completion fish > ~/.config/fish/completions/penstock.fish
function __penstock_words
  set -l current (commandline -ct)
  set -l found (penstock completion fish -- (commandline -opc)[2..] "$current" 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c penstock -f -a '(__penstock_words)'
`;
