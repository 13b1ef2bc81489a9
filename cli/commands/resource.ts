import type { Command } from 'commander';
import type { LogOptions } from '../actions/resources.js';
import { wholeNumber, withExamples, withWaitOption, withYesOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

export function addResourceCommands(resource: Command): void {
  addViews(resource);
  addRequests(resource);
}

function addViews(resource: Command): void {
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
  withExamples(
    withCommonOptions(
      resource.command('metadata <stack> <resource>').description('the metadata of a resource'),
    ),
    'isotherm resource metadata shop web',
  ).action((stack: string, name: string, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/resources.js')).showMetadata(session, stack, name),
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

function addRequests(resource: Command): void {
  const mark = resource
    .command('mark-unhealthy <stack> <resource> [reason]')
    .description('count a resource as broken, so that another one is made')
    .option('--reset', 'take that back');
  withExamples(withCommonOptions(mark), 'isotherm resource mark-unhealthy shop web "answers slowly"').action(
    (stack: string, name: string, reason: string | undefined, options: CommonOptions & { reset?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/resource-requests.js')).markUnhealthy(
          session,
          stack,
          name,
          reason ?? '',
          options,
        ),
      ),
  );

  const check = resource.command('check <stack> <resource>').description('look at a resource now');
  withExamples(withCommonOptions(withWaitOption(check)), 'isotherm resource check shop web').action(
    (stack: string, name: string, options: CommonOptions & { wait: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/resource-requests.js')).checkResource(session, stack, name, options),
      ),
  );

  addSignal(resource);
  addRestore(resource);
  addSetting(resource, 'skip', 'count a resource as done, however it is, so that the rest goes on');
  addSetting(resource, 'unskip', 'take back what skip did');
  addSetting(resource, 'forget', 'leave behind what no goal wants of a resource and cannot be deleted');
}

function addSignal(resource: Command): void {
  const signal = resource
    .command('signal <stack> <resource> [json]')
    .description('tell a resource something; nothing but hooks hears of it yet');
  withExamples(
    withCommonOptions(signal),
    `isotherm resource signal shop web '{"unset_hook": "pre-create"}'`,
  ).action((stack: string, name: string, data: string | undefined, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/resource-requests.js')).signalResource(session, stack, name, data),
    ),
  );
}

function addRestore(resource: Command): void {
  const restore = resource
    .command('restore <stack> <resource> [snapshot]')
    .description('bring back what a snapshot kept of it, by its id; also one of another or a deleted stack');
  withExamples(
    withCommonOptions(withYesOption(withWaitOption(restore))),
    'isotherm resource restore shop data',
  ).action(
    (
      stack: string,
      name: string,
      snapshot: string | undefined,
      options: CommonOptions & { yes?: boolean; wait: boolean },
    ) =>
      runAction(options, async (session) =>
        (await import('../actions/resource-requests.js')).restoreResource(
          session,
          stack,
          name,
          snapshot,
          options,
        ),
      ),
  );
}

function addSetting(resource: Command, action: 'skip' | 'unskip' | 'forget', description: string): void {
  const command = resource.command(`${action} <stack> <resource>`).description(description);
  withExamples(
    withCommonOptions(action === 'forget' ? withYesOption(command) : command),
    `isotherm resource ${action} shop web`,
  ).action((stack: string, name: string, options: CommonOptions & { yes?: boolean }) =>
    runAction(options, async (session) =>
      (await import('../actions/resource-requests.js')).setResource(session, stack, name, action, options),
    ),
  );
}
