import { InvalidArgumentError, type Command } from 'commander';

/** Collects a repeatable option. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A whole number from `least` on; the parser turns its error into a usage message. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}

export function withTemplateOptions(command: Command): Command {
  return command
    .option('-t, --template <file>', 'template; what get_file names is read relative to it')
    .option('-e, --environment <file>', 'environment with parameters')
    .option('-P, --parameter <name=value>', 'value of a parameter; repeatable', collected)
    .option('--parameter-file <name=file>', 'value of a parameter from a file; repeatable', collected);
}

/** The examples of a command, below its help. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${lines}`);
}
