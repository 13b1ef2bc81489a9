import type { Command } from 'commander';
import type { ListOptions } from '../actions/stack-views.js';
import { collected, wholeNumber, withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

export function addStackViewCommands(stack: Command): void {
  withExamples(
    withCommonOptions(stack.command('show <name>').description('a stack with its parameters and outputs')),
    'isotherm stack show shop --json',
  ).action((name: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/stack-views.js')).showStack(session, name),
    ),
  );

  const list = stack
    .command('list')
    .description('all stacks')
    .option('--deleted', 'deleted ones too')
    .option('--long', 'each with all that "stack show" tells, but outputs')
    .option('--tag <tag>', 'only those with this tag; repeatable', collected)
    .option('--status <status>', 'only those with this status, such as CREATE_FAILED; repeatable', collected);
  withExamples(withCommonOptions(list), 'isotherm stack list --status FAILED').action(
    (options: ListOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-views.js')).listStacks(session, options),
      ),
  );

  const wait = stack
    .command('wait <name>')
    .description('wait until nothing is under way in a stack')
    .option('--timeout <seconds>', 'give up after so long', wholeNumber(1, 2_000_000));
  withExamples(withCommonOptions(wait), 'isotherm stack wait shop --timeout 300').action(
    (name: string, options: CommonOptions & { timeout?: number }) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-views.js')).waitForStack(session, name, options),
      ),
  );
}
