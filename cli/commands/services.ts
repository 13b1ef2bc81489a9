import type { Command } from 'commander';
import { confirm } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { ServiceOptions } from '../service.js';
import { withExamples, wholeNumber } from '../options.js';
import { runLocally } from '../run-locally.js';

/** Commands that run something, rather than ask an engine. */
export function addServiceCommands(program: Command): void {
  addDev(program);
  addService(program, 'engine', async (options) => (await import('../engine.js')).startEngine(options));
  addService(program, 'worker', async (options) => (await import('../worker.js')).startWorker(options));
  addService(program, 'observer', async (options) => (await import('../observer.js')).startObserver(options));
  const demo = program
    .command('demo')
    .description('deploy an example, break it and watch it being repaired')
    .option('--keep', 'stop after the deployment and leave everything running')
    .option('--data <dir>', 'where everything is kept (default: a temporary directory)');
  withExamples(demo, 'isotherm demo --keep').action((options: { keep?: boolean; data?: string }) =>
    runLocally(async () =>
      (await import('../demo.js')).runDemo({ keep: options.keep === true, data: options.data }),
    ),
  );
}

interface DevOptions {
  readonly data?: string;
  readonly port?: number;
  readonly json?: boolean;
  readonly auth: boolean;
  readonly login?: boolean;
}

function addDev(program: Command): void {
  const dev = program
    .command('dev')
    .description('run everything on this machine, with an embedded database')
    .option('--port <n>', 'port of the API; 0: a free one (default: 8004)', wholeNumber(0, 65_535))
    .option('--data <dir>', 'where everything is kept (or ISOTHERM_DATA)')
    .option('--json', 'log as JSON')
    .option('--login', "let users log in, also with OpenStack's clients (see isotherm user)")
    .option(
      '--no-auth',
      'ask for no token: every user and program of this machine can then start processes as you',
    );
  withExamples(
    dev,
    'isotherm dev',
    'isotherm dev --login',
    'isotherm dev stop',
    'isotherm dev destroy',
  ).action((options: DevOptions) => runLocally(async () => (await import('../dev.js')).runDev(options)));

  const data = (command: Command) => command.option('--data <dir>', 'data directory of the instance');
  data(dev.command('stop').description('stop the instance; what was deployed goes on running')).action(
    (_options: unknown, command: Command) =>
      runLocally(async () => {
        const { stopDev } = await import('../dev.js');
        const stopped = await stopDev(command.optsWithGlobals<DevOptions>());
        process.stdout.write(
          stopped ? 'Stopped. What was deployed goes on running.\n' : 'No instance was running.\n',
        );
      }),
  );
  const destroy = dev
    .command('destroy')
    .description('delete all stacks, the database and the data')
    .option('--yes', 'do not ask');
  data(destroy).action((options: { yes?: boolean }, command: Command) =>
    runLocally(async () => {
      const { destroyDev, dataDirectoryOf } = await import('../dev.js');
      const instance = command.optsWithGlobals<DevOptions>();
      if (process.stdin.isTTY && process.stdout.isTTY && !options.yes) {
        process.stdout.write(
          `All stacks of ${dataDirectoryOf(instance)} and what they made will be deleted.\n`,
        );
        if (!(await confirm('Go on?'))) {
          process.stdout.write('Nothing was deleted.\n');
          return exitCodes.failed;
        }
      }
      const { removed, left } = await destroyDev(instance);
      for (const each of removed) process.stdout.write(`removed  ${each}\n`);
      for (const each of left) process.stdout.write(`left     ${each}\n`);
      if (removed.length + left.length === 0) process.stdout.write('There was nothing to remove.\n');
      return left.length === 0 ? exitCodes.ok : exitCodes.failed;
    }),
  );
}

function addService(program: Command, name: string, start: (options: ServiceOptions) => Promise<void>): void {
  withExamples(
    program
      .command(name)
      .description(`run the ${name} as a service of its own`)
      .option('--config <file>', 'configuration file; environment variables go before it')
      .option('--print-config', 'show the configuration that would hold, and end'),
    `isotherm ${name} --config /etc/isotherm/${name}.yaml`,
  ).action((options: ServiceOptions) => runLocally(() => start(options)));
}
