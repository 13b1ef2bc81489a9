import type { Command } from 'commander';
import { collected, wholeNumber, withExamples, withTemplateOptions } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';
import type { ChangeOptions, DeleteOptions, UpdateOptions } from '../actions/stack-changes.js';
import type { ListOptions } from '../actions/stack-views.js';

export function addStackCommands(program: Command): void {
  const stack = program.command('stack').description('create, change, delete and look at stacks');
  addCreate(stack);
  addUpdate(stack);
  addDelete(stack);
  addViews(stack);
}

function withChangeOptions(command: Command): Command {
  return withCommonOptions(withTemplateOptions(command))
    .option('--tag <tag>', 'tag of the stack; repeatable', collected)
    .option('--timeout-mins <minutes>', 'how long it may take', wholeNumber(1))
    .option('--no-wait', 'return once the goal is accepted');
}

function addCreate(stack: Command): void {
  const command = stack.command('create <name>').description('create a stack and wait until it is complete');
  withExamples(withChangeOptions(command), 'isotherm stack create shop -t shop.yaml -P replicas=2').action(
    (name: string, options: ChangeOptions & CommonOptions) =>
      runAction(
        options,
        async (session) => (await import('../actions/stack-changes.js')).createStack(session, name, options),
        options,
      ),
  );
}

function addUpdate(stack: Command): void {
  const command = stack
    .command('update <name>')
    .description('give a stack a new goal and wait until it is reached')
    .option('--existing', 'keep template, files and parameters that are not given')
    .option('--clear-parameter <name>', 'with --existing: forget a value; repeatable', collected)
    .option('--revision <n>', 'only if the stack is still at this revision', wholeNumber(1));
  withExamples(
    withChangeOptions(command),
    'isotherm stack update shop -t shop.yaml',
    'isotherm stack update shop --existing -P replicas=3',
  ).action((name: string, options: UpdateOptions & CommonOptions) =>
    runAction(
      options,
      async (session) => (await import('../actions/stack-changes.js')).updateStack(session, name, options),
      options,
    ),
  );
}

function addDelete(stack: Command): void {
  const command = stack
    .command('delete <name...>')
    .description('delete stacks with everything that was made for them')
    .option('-y, --yes', 'do not ask')
    .option('--no-wait', 'return once the delete is accepted');
  withExamples(withCommonOptions(command), 'isotherm stack delete shop --yes').action(
    (names: string[], options: DeleteOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-changes.js')).deleteStacks(session, names, options),
      ),
  );
}

function addViews(stack: Command): void {
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
