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

/** The number of a revision. */
export const revisionNumber = wholeNumber(1, 999_999_999);

export function withTemplateOptions(command: Command): Command {
  return withParameterOptions(
    command.option('-t, --template <file>', 'template; what get_file names is read relative to it'),
  );
}

function withParameterOptions(command: Command): Command {
  return command
    .option('-e, --environment <file>', 'environment; repeatable, of which a later one wins', collected)
    .option('-P, --parameter <name=value>', 'value of a parameter; repeatable', collected)
    .option('--parameter-file <name=file>', 'value of a parameter from a file; repeatable', collected);
}

/** What a create and an update can be given. @param template false: it comes from elsewhere. */
export function withGoalOptions(command: Command, { template = true } = {}): Command {
  return (template ? withTemplateOptions(command) : withParameterOptions(command))
    .option('--tag <tag>', 'tag of the stack; repeatable', collected)
    .option('--timeout <minutes>', 'how long it may take', wholeNumber(1, 999_999_999))
    .option('--rollback', 'when it fails, go back to the goal that was reached last, or to nothing')
    .option('--disable-rollback', 'when it fails, leave it as it stands')
    .option('--drift <policy>', 'what is done about things that are not as applied: repair, report or ignore')
    .option('--import <resource=id>', 'a resource takes over an existing thing; repeatable', collected);
}

export function withWaitOption(command: Command): Command {
  return command.option('--no-wait', 'return once it is accepted');
}

export function withYesOption(command: Command): Command {
  return command.option('-y, --yes', 'do not ask');
}

/** The examples of a command, below its help. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${lines}`);
}
