import type { Command } from 'commander';
import { withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** What a stack was given beside its template. */
export function addGivenCommands(stack: Command): void {
  const show = stack
    .command('environment')
    .description('the environment of a stack')
    .command('show <stack>')
    .description('the environment in force, merged of its files and of what updates kept');
  withExamples(withCommonOptions(show), 'isotherm stack environment show shop').action(
    (name: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/given.js')).showEnvironment(session, name),
      ),
  );

  const list = stack
    .command('file')
    .description('the files of a stack')
    .command('list <stack>')
    .description('the files that came with the template, environments among them; with --json their texts');
  withExamples(withCommonOptions(list), 'isotherm stack file list shop').action(
    (name: string, options: CommonOptions) =>
      runAction(options, async (session) => (await import('../actions/given.js')).listFiles(session, name)),
  );
}
