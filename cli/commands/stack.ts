import type { Command } from 'commander';
import type { DeleteOptions } from '../actions/delete-stacks.js';
import type { ChangeOptions } from '../actions/goal-options.js';
import type { PlanOptions } from '../actions/plan-stack.js';
import type { PreviewOptions } from '../actions/preview-stack.js';
import type { UpdateOptions } from '../actions/stack-changes.js';
import {
  collected,
  wholeNumber,
  withExamples,
  withGoalOptions,
  withWaitOption,
  withYesOption,
} from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';
import { addGivenCommands } from './given.js';
import { addHandoverCommands } from './handover.js';
import { addHookCommands } from './hook.js';
import { addSnapshotCommands } from './snapshot.js';
import { addStackRequestCommands } from './stack-requests.js';
import { addStackViewCommands } from './stack-views.js';

export function addStackCommands(program: Command): void {
  const stack = program.command('stack').description('create, change, delete and look at stacks');
  addCreate(stack);
  addPlan(stack);
  addPreview(stack);
  addUpdate(stack);
  addDelete(stack);
  addStackRequestCommands(stack);
  addStackViewCommands(stack);
  addGivenCommands(stack);
  addHookCommands(
    stack.command('hook').description('points at which resources are held until somebody clears them'),
  );
  addHandoverCommands(stack);
  addSnapshotCommands(stack.command('snapshot').description('keep what a stack holds, and bring it back'));
}

function addCreate(stack: Command): void {
  const command = stack.command('create <name>').description('create a stack and wait until it is complete');
  withExamples(
    withWaitOption(withCommonOptions(withGoalOptions(command))),
    'isotherm stack create shop -t shop.yaml -P replicas=2',
    'isotherm stack create shop -t shop.yaml --rollback --timeout 30',
  ).action((name: string, options: ChangeOptions & CommonOptions) =>
    runAction(
      options,
      async (session) => (await import('../actions/stack-changes.js')).createStack(session, name, options),
      options,
    ),
  );
}

function withUpdateOptions(command: Command): Command {
  return withCommonOptions(withGoalOptions(command))
    .option('--existing', 'keep template, files and parameters that are not given')
    .option('--clear-parameter <name>', 'with --existing: forget a value; repeatable', collected);
}

function addPlan(stack: Command): void {
  const command = stack
    .command('plan <stack|template>')
    .description(
      'what an update of the stack would do, or a create if there is none; without a template: a new try of its goal',
    );
  withExamples(
    withUpdateOptions(command)
      .option('--full', 'all values of all resources; only what is equal in all of them stands together')
      .option('--detailed-exitcode', 'end with 2 if there is something to do'),
    'isotherm stack plan shop -t shop.yaml',
    'isotherm stack plan shop.yaml',
    'isotherm stack plan shop --existing -P replicas=3 --json',
  ).action((subject: string, options: PlanOptions & CommonOptions) =>
    runAction(
      options,
      async (session) => (await import('../actions/plan-stack.js')).planStack(session, subject, options),
      { ...options, template: options.template ?? subject },
    ),
  );
}

function addPreview(stack: Command): void {
  const command = stack
    .command('preview <name>')
    .description("Heat's short form of a plan: which resources an update or a create would change");
  withExamples(withUpdateOptions(command), 'isotherm stack preview shop -t shop.yaml').action(
    (name: string, options: PreviewOptions & CommonOptions) =>
      runAction(
        options,
        async (session) => (await import('../actions/preview-stack.js')).previewStack(session, name, options),
        options,
      ),
  );
}

function addUpdate(stack: Command): void {
  const command = withUpdateOptions(
    stack
      .command('update <name>')
      .description(
        'give a stack a new goal and wait until it is reached; asks before anything is replaced or deleted',
      ),
  )
    .option('--revision <n>', 'only if the stack is still at this revision', wholeNumber(1))
    .option('--plan <hash>', 'only if it does exactly what this plan says');
  withExamples(
    withYesOption(withWaitOption(command)),
    'isotherm stack update shop -t shop.yaml',
    'isotherm stack update shop --existing -P replicas=3 --yes',
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
    .option('--force', 'leave behind what cannot be deleted, after showing what that may be');
  withExamples(
    withCommonOptions(withYesOption(withWaitOption(command))),
    'isotherm stack delete shop --yes',
    'isotherm stack delete shop --force',
  ).action((names: string[], options: DeleteOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/delete-stacks.js')).deleteStacks(session, names, options),
    ),
  );
}
