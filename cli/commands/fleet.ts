import type { Command } from 'commander';
import { withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** Commands about the services themselves. */
export function addFleetCommands(program: Command): void {
  const services = program.command('services').description('engines, workers and observers, and how they do');
  withExamples(withCommonOptions(services), 'isotherm services').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/fleet.js')).listServices(session)),
  );
  // Beside the command that runs one.
  const worker = program.commands.find((command) => command.name() === 'worker');
  if (worker) addWorkerCommands(worker);
}

function addWorkerCommands(worker: Command): void {
  const add = (what: 'drain' | 'undrain', description: string) => {
    const command = worker.command(`${what} <id>`).description(description);
    withExamples(withCommonOptions(command), `isotherm worker ${what} worker-1`).action(
      (id: string, options: CommonOptions) =>
        runAction(options, async (session) =>
          (await import('../actions/fleet.js')).drainWorker(session, id, what),
        ),
    );
  };
  add('drain', 'a worker finishes what it runs and takes nothing more, at all engines');
  add('undrain', 'a drained worker takes jobs again');
}
