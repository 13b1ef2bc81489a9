import type { Command } from 'commander';
import type { EventOptions } from '../actions/events.js';
import type { DriftOptions } from '../actions/drift.js';
import { wholeNumber, withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';
import { addTemplateCommands } from './template.js';

/** Commands that look; what drifted may also be accepted. */
export function addLookCommands(program: Command): void {
  addEventCommands(program.command('event').description('what happened in a stack'));
  addOutputCommands(program.command('output').description('the outputs of a stack'));
  addTypeCommands(program.command('resource-type').description('the types that templates can use'));
  addTemplateCommands(
    program.command('template').description('check templates, and look at those of stacks'),
  );
  addWhy(program);
  addFailures(program);
  addDrift(program);
}

function addEventCommands(event: Command): void {
  const list = event
    .command('list <stack>')
    .description('events of a stack, oldest first')
    .option('-f, --follow', 'go on with live events until Ctrl-C')
    .option('--resource <name>', 'only those of this resource')
    .option('--limit <n>', 'the newest so many', wholeNumber(1), 100);
  withExamples(withCommonOptions(list), 'isotherm event list shop --follow').action(
    (stack: string, options: EventOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/events.js')).listEvents(session, stack, options),
      ),
  );
  addEventShow(event);
}

function addEventShow(event: Command): void {
  const show = event.command('show <stack> <resource> <event>').description('one event, by its id');
  withExamples(withCommonOptions(show), 'isotherm event show shop web ID').action(
    (stack: string, resource: string, id: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/events.js')).showEvent(session, stack, resource, id),
      ),
  );
}

function addOutputCommands(output: Command): void {
  const list = output
    .command('list <stack>')
    .description('outputs with their values')
    .option('--names', 'names and descriptions alone');
  withExamples(withCommonOptions(list), 'isotherm output list shop').action(
    (stack: string, options: CommonOptions & { names?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/stack-views.js')).listOutputs(session, stack, options),
      ),
  );
  withExamples(
    withCommonOptions(output.command('show <stack> <output>').description('the value of one output')),
    'curl "$(isotherm output show shop url)"',
  ).action((stack: string, name: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/stack-views.js')).showOutput(session, stack, name),
    ),
  );
}

function addTypeCommands(type: Command): void {
  withExamples(
    withCommonOptions(type.command('list').description('all types')),
    'isotherm resource-type list',
  ).action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/inspect.js')).listResourceTypes(session)),
  );
  const show = type
    .command('show <type>')
    .description('properties and attributes of a type')
    .option('--template', 'a first template with it instead');
  withExamples(withCommonOptions(show), 'isotherm resource-type show Local::Process').action(
    (name: string, options: CommonOptions & { template?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/inspect.js')).showResourceType(session, name, options),
      ),
  );
}

function addWhy(program: Command): void {
  const why = program
    .command('why <stack> [resource]')
    .description('what everything that is not converged waits for');
  withExamples(withCommonOptions(why), 'isotherm why shop', 'isotherm why shop web').action(
    (stack: string, resource: string | undefined, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/inspect.js')).explainStack(session, stack, resource),
      ),
  );
}

function addFailures(program: Command): void {
  const failures = program
    .command('failures <stack>')
    .description('what failed under the goal of a stack, the root cause first');
  withExamples(withCommonOptions(failures), 'isotherm failures shop').action(
    (stack: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/failures.js')).listFailures(session, stack),
      ),
  );
}

function addDrift(program: Command): void {
  const drift = program
    .command('drift <stack> [resource]')
    .description('what is not as it was applied: goal, applied and observed; of a resource also if it is')
    .option('--check', 'look anew first')
    .option('--accept', 'make what is seen the goal, where the template allows it');
  withExamples(
    withCommonOptions(drift),
    'isotherm drift shop',
    'isotherm drift shop web --check',
    'isotherm drift shop web --accept',
  ).action((stack: string, resource: string | undefined, options: DriftOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/drift.js')).showDrift(session, stack, resource, options),
    ),
  );
}
