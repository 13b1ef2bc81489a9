import type { Command } from 'commander';
import { withExamples, withWaitOption, withYesOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

interface Asking extends CommonOptions {
  readonly yes?: boolean;
}

interface Waiting extends CommonOptions {
  readonly wait: boolean;
}

export function addSnapshotCommands(snapshot: Command): void {
  const create = snapshot
    .command('create <stack>')
    .description('keep the goal of a stack, and the content of its things where they can be kept')
    .option('--name <name>', 'name of the snapshot');
  withExamples(
    withCommonOptions(withWaitOption(create)),
    'isotherm stack snapshot create shop --name before',
  ).action((stack: string, options: Waiting & { name?: string }) =>
    runAction(options, async (session) =>
      (await import('../actions/snapshots.js')).createSnapshot(session, stack, options),
    ),
  );

  const list = snapshot.command('list <stack>').description('snapshots of a stack');
  withExamples(withCommonOptions(list), 'isotherm stack snapshot list shop').action(
    (stack: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/snapshots.js')).listSnapshots(session, stack),
      ),
  );

  const show = snapshot
    .command('show <stack> <snapshot>')
    .description('one snapshot; with --json what it holds');
  withExamples(withCommonOptions(show), 'isotherm stack snapshot show shop before --json').action(
    (stack: string, id: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/snapshots.js')).showSnapshot(session, stack, id),
      ),
  );

  const remove = snapshot.command('delete <stack> <snapshot>').description('delete a snapshot');
  withExamples(withCommonOptions(withYesOption(remove)), 'isotherm stack snapshot delete shop before').action(
    (stack: string, id: string, options: Asking) =>
      runAction(options, async (session) =>
        (await import('../actions/snapshots.js')).deleteSnapshot(session, stack, id, options),
      ),
  );

  const restore = snapshot
    .command('restore <stack> <snapshot>')
    .description('make a stack what it was')
    .option('--plan', 'only show what it would do, but for what it brings back into things');
  withExamples(
    withCommonOptions(withYesOption(withWaitOption(restore))),
    'isotherm stack snapshot restore shop before',
  ).action((stack: string, id: string, options: Waiting & Asking & { plan?: boolean }) =>
    runAction(options, async (session) =>
      (await import('../actions/snapshots.js')).restoreSnapshot(session, stack, id, options),
    ),
  );
}
