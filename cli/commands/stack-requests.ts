import type { Command } from 'commander';
import { withExamples, withWaitOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

interface Waiting extends CommonOptions {
  readonly wait: boolean;
}

/** What is asked of stacks as they are, without a new goal. */
export function addStackRequestCommands(stack: Command): void {
  const retry = stack.command('retry <name>').description('go on with the goal of a failed stack');
  withExamples(withCommonOptions(withWaitOption(retry)), 'isotherm stack retry shop').action(
    (name: string, options: Waiting) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-changes.js')).retryStack(session, name, options),
      ),
  );

  const cancel = stack
    .command('cancel <name>')
    .description('leave the goal that is under way, for the last one that was reached')
    .option('--no-rollback', 'stop where it stands, until a new goal comes');
  withExamples(withCommonOptions(withWaitOption(cancel)), 'isotherm stack cancel shop --no-rollback').action(
    (name: string, options: Waiting & { rollback: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-requests.js')).cancelStack(session, name, options),
      ),
  );

  addAsking(stack, 'suspend', 'stop the things of stacks without losing them, for those that can be');
  addAsking(stack, 'resume', 'take back what suspend did');
  addAsking(stack, 'check', 'look at all things of stacks now, and tell what is not as it was applied');
  addSetting(stack, 'pause', 'look at the things of stacks, and touch nothing: for maintenance');
  addSetting(stack, 'unpause', 'take back what pause did');
  addSetting(stack, 'protect', 'refuse to delete stacks');
  addSetting(stack, 'unprotect', 'take back what protect did');
}

function addAsking(stack: Command, action: 'suspend' | 'resume' | 'check', description: string): void {
  const command = stack.command(`${action} <name...>`).description(description);
  withExamples(withCommonOptions(withWaitOption(command)), `isotherm stack ${action} shop`).action(
    (names: string[], options: Waiting) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-requests.js')).askStacks(session, names, action, options),
      ),
  );
}

function addSetting(
  stack: Command,
  action: 'pause' | 'unpause' | 'protect' | 'unprotect',
  description: string,
): void {
  const command = stack.command(`${action} <name...>`).description(description);
  withExamples(withCommonOptions(command), `isotherm stack ${action} shop`).action(
    (names: string[], options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-requests.js')).setStacks(session, names, action),
      ),
  );
}
