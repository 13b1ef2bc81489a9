import type { Command } from 'commander';
import type { EventOptions } from '../actions/events.js';
import type { LogOptions } from '../actions/resources.js';
import { wholeNumber, withExamples, withTemplateOptions } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';
import type { TemplateOptions } from '../template-input.js';

/** Commands that look and change nothing. */
export function addLookCommands(program: Command): void {
  addEventCommands(program.command('event').description('what happened in a stack'));
  addResourceCommands(program.command('resource').description('the resources of a stack'));
  addOutputCommands(program.command('output').description('the outputs of a stack'));
  addTypeCommands(program.command('resource-type').description('the types that templates can use'));
  addTemplateCommands(program.command('template').description('check templates'));
  addWhy(program);
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
}

function addResourceCommands(resource: Command): void {
  withExamples(
    withCommonOptions(resource.command('list <stack>').description('resources with their states')),
    'isotherm resource list shop',
  ).action((stack: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/resources.js')).listResources(session, stack),
    ),
  );
  withExamples(
    withCommonOptions(
      resource.command('show <stack> <resource>').description('a resource with its attributes'),
    ),
    'isotherm resource show shop web',
  ).action((stack: string, name: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/resources.js')).showResource(session, stack, name),
    ),
  );
  const logs = resource
    .command('logs <stack> <resource>')
    .description("the handler's log, and the output of a process on this machine")
    .option('--handler', "only the handler's log")
    .option('--output', 'only the output of the process')
    .option('-n, --lines <n>', 'the last so many lines of each', wholeNumber(1, 10_000), 200);
  withExamples(withCommonOptions(logs), 'isotherm resource logs shop web --output -n 20').action(
    (stack: string, name: string, options: LogOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/resources.js')).showLogs(session, stack, name, options),
      ),
  );
}

function addOutputCommands(output: Command): void {
  withExamples(
    withCommonOptions(output.command('list <stack>').description('outputs with their values')),
    'isotherm output list shop',
  ).action((stack: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/stack-views.js')).listOutputs(session, stack),
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

function addTemplateCommands(template: Command): void {
  const validate = template
    .command('validate [file]')
    .description('tell all faults of a template, and its parameters');
  withExamples(
    withCommonOptions(withTemplateOptions(validate)),
    'isotherm template validate shop.yaml',
  ).action((file: string | undefined, options: TemplateOptions & CommonOptions, command: Command) => {
    const given = { ...options, ...(file === undefined ? {} : { template: file }) };
    if (given.template === undefined)
      command.error('error: give the template: isotherm template validate FILE');
    return runAction(
      options,
      async (session) => (await import('../actions/inspect.js')).validateTemplate(session, given),
      given,
    );
  });
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
