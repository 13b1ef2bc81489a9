import type { Command } from 'commander';
import { IsothermError } from '../lib/errors.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

/**
 * A script that completes commands and options, made from the commands themselves.
 * @throws IsothermError `cli.usage` for another shell.
 */
export function completionScript(program: Command, shell: string): string {
  const words = wordsOf(program);
  if (shell === 'bash') return bash(words);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
  if (shell === 'fish') return fish(words);
  throw new IsothermError(
    'cli.usage',
    `There is no completion for ${JSON.stringify(shell)}: it is one of ${shells.join(', ')}.`,
  );
}

/** What may follow each command, by its path: `stack` is followed by `create`, `list`, … */
type Words = ReadonlyMap<string, readonly string[]>;

function wordsOf(program: Command): Words {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: string) => {
    const options = command.options.map((option) => option.long ?? option.short ?? '').filter(Boolean);
    words.set(path, [...command.commands.map((each) => each.name()), ...options, '--help']);
    for (const each of command.commands) visit(each, `${path} ${each.name()}`.trim());
  };
  visit(program, '');
  return words;
}

function bash(words: Words): string {
  const cases = Array.from(words, ([path, next]) => `    "${path}") words="${next.join(' ')}" ;;`).join('\n');
  return `_isotherm() {
  local path="" word words="" current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${commandCases(words)}
    esac
  done
  case "$path" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _isotherm isotherm
`;
}

/** Words that are no commands (names of stacks, options) leave the path as it is. */
function commandCases(words: Words): string {
  return [...words.keys()]
    .filter((path) => path !== '')
    .map((path) => {
      const parts = path.split(' ');
      const before = parts.slice(0, -1).join(' ');
      return `      "${before} ${parts.at(-1) ?? ''}") path="${path}" ;;`;
    })
    .join('\n');
}

function fish(words: Words): string {
  const lines = Array.from(words, ([path, next]) => {
    const seen =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((part) => `__fish_seen_subcommand_from ${part}`)
            .join('; and ');
    const commands = next.filter((word) => !word.startsWith('-'));
    const options = next.filter((word) => word.startsWith('--'));
    const unseen =
      commands.length === 0 || path === ''
        ? ''
        : `; and not __fish_seen_subcommand_from ${commands.join(' ')}`;
    return [
      ...(commands.length === 0
        ? []
        : [`complete -c isotherm -f -n '${seen}${unseen}' -a '${commands.join(' ')}'`]),
      ...options.map((option) => `complete -c isotherm -n '${seen}' -l ${option.slice(2)}`),
    ].join('\n');
  });
  return `${lines.join('\n')}\n`;
}
