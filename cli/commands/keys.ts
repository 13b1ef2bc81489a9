import type { Command } from 'commander';
import type { KeyOptions } from '../keys.js';
import { withExamples } from '../options.js';
import { runLocally } from '../run-locally.js';

/** Commands about the keys that seal secrets: they read an engine's configuration, and its database. */
export function addKeyCommands(program: Command): void {
  const key = program.command('key').description('the keys that seal secrets in the database');
  const withConfig = (command: Command) =>
    command.option('--config <file>', "an engine's configuration (its environment counts too)");
  withExamples(
    key.command('new').description('print a new key, to be appended to the key file of each engine'),
    'isotherm key new >> /etc/isotherm/key',
  ).action(() =>
    runLocally(async () => {
      (await import('../keys.js')).printNewKey();
    }),
  );
  withExamples(
    withConfig(key.command('status').description('which keys there are, and which are still needed')),
    'isotherm key status --config /etc/isotherm/engine.yaml',
  ).action((options: KeyOptions) => runLocally(async () => (await import('../keys.js')).printKeys(options)));
  withExamples(
    withConfig(
      key
        .command('rotate')
        .description(
          'seal everything with the first key, while engines run; it may be stopped and run again',
        ),
    ),
    'isotherm key rotate --config /etc/isotherm/engine.yaml',
  ).action((options: KeyOptions) => runLocally(async () => (await import('../keys.js')).rotate(options)));
}
