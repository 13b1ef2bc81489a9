import type { Command } from 'commander';
import type { AbandonOptions, DocumentOptions } from '../actions/handover.js';
import type { AdoptOptions } from '../actions/stack-changes.js';
import { withExamples, withGoalOptions, withWaitOption, withYesOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** Things that change hands: from a stack to nobody, or to another one. */
export function addHandoverCommands(stack: Command): void {
  const abandon = stack
    .command('abandon <name>')
    .description('forget a stack and leave its things; writes the document that adopts them')
    .option('--output-file <file>', 'where to write it; otherwise to standard output');
  withExamples(
    withCommonOptions(withYesOption(abandon)),
    'isotherm stack abandon shop --output-file shop.json',
  ).action((name: string, options: AbandonOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/handover.js')).abandonStack(session, name, options),
    ),
  );

  const exporting = stack
    .command('export <name>')
    .description('write the document that abandon would write, and forget nothing')
    .option('--output-file <file>', 'where to write it; otherwise to standard output');
  withExamples(withCommonOptions(exporting), 'isotherm stack export shop --output-file shop.json').action(
    (name: string, options: DocumentOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/handover.js')).exportStack(session, name, options),
      ),
  );

  const adopt = stack
    .command('adopt <name>')
    .description('create a stack that takes over the things of an abandoned one')
    .requiredOption('--adopt-file <file>', 'the document that abandon or export wrote');
  withExamples(
    withCommonOptions(withWaitOption(withGoalOptions(adopt, { template: false }))),
    'isotherm stack adopt shop --adopt-file shop.json',
  ).action((name: string, options: AdoptOptions & CommonOptions) =>
    runAction(
      options,
      async (session) => (await import('../actions/stack-changes.js')).adoptStack(session, name, options),
      { template: options.adoptFile, environment: options.environment },
    ),
  );
}
