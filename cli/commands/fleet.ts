import type { Command } from 'commander';
import { withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** Commands about the services themselves. */
export function addFleetCommands(program: Command): void {
  const services = program.command('services').description('engines, workers and observers, and how they do');
  withExamples(withCommonOptions(services), 'isotherm services').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/fleet.js')).listServices(session)),
  );
}
