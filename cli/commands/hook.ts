import type { Command } from 'commander';
import { HOOKS } from '../../lib/hot/environment/hooks.js';
import type { ClearOptions } from '../actions/hooks.js';
import { withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

export function addHookCommands(hook: Command): void {
  withExamples(
    withCommonOptions(hook.command('poll <stack>').description('resources that a hook holds now')),
    'isotherm stack hook poll shop',
  ).action((stack: string, options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/hooks.js')).pollHooks(session, stack)),
  );

  const clear = hook
    .command('clear <stack> <resource...>')
    .description(
      'let resources go on, by their names or globs of them; without a hook from the one that holds each',
    );
  for (const name of HOOKS) clear.option(`--${name}`, `only from hook ${name}`);
  withExamples(withCommonOptions(clear), 'isotherm stack hook clear shop web --pre-update').action(
    (stack: string, resources: string[], options: ClearOptions & CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/hooks.js')).clearHooks(session, stack, resources, options),
      ),
  );
}
