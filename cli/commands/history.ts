import type { Command } from 'commander';
import { revisionNumber, withExamples, withWaitOption, withYesOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** Every goal that a stack had. */
export function addRevisionCommands(revision: Command): void {
  const list = revision.command('list <stack>').description('revisions of a stack, the newest first');
  withExamples(withCommonOptions(list), 'isotherm revision list shop').action(
    (stack: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/revisions.js')).listRevisions(session, stack),
      ),
  );

  const show = revision
    .command('show <stack>')
    .argument('<revision>', 'its number', revisionNumber)
    .description('a revision with its parameters and template')
    .option('--template', 'the template alone');
  withExamples(withCommonOptions(show), 'isotherm revision show shop 3 --template > shop-3.yaml').action(
    (stack: string, number: number, options: CommonOptions & { template?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/revisions.js')).showRevision(session, stack, number, options),
      ),
  );

  const diff = revision
    .command('diff <stack>')
    .argument('<from>', 'the older revision', revisionNumber)
    .argument('[to]', 'the newer one; otherwise the newest', revisionNumber)
    .description('how two revisions differ');
  withExamples(
    withCommonOptions(diff),
    'isotherm revision diff shop 3',
    'isotherm revision diff shop 3 5',
  ).action((stack: string, from: number, to: number | undefined, options: CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/revisions.js')).diffRevisions(session, stack, from, to),
    ),
  );

  const apply = revision
    .command('apply <stack>')
    .argument('<revision>', 'its number', revisionNumber)
    .description('make the goal of an old revision the goal again')
    .option('--plan', 'only show what it would do');
  withExamples(
    withCommonOptions(withYesOption(withWaitOption(apply))),
    'isotherm revision apply shop 3 --plan',
    'isotherm revision apply shop 3',
  ).action(
    (
      stack: string,
      number: number,
      options: CommonOptions & { wait: boolean; yes?: boolean; plan?: boolean },
    ) =>
      runAction(options, async (session) =>
        (await import('../actions/revisions.js')).applyRevision(session, stack, number, options),
      ),
  );
}
