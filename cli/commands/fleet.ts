import type { Command } from 'commander';
import { withExamples, withYesOption } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

/** Commands about the services themselves. */
export function addFleetCommands(program: Command): void {
  const services = program.command('services').description('engines, workers and observers, and how they do');
  withExamples(withCommonOptions(services), 'isotherm services').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/fleet.js')).listServices(session)),
  );
  const build = program.command('build-info').description('the version of the engine that answers');
  withExamples(withCommonOptions(build), 'isotherm build-info').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/fleet.js')).showBuild(session)),
  );
  addNodeCommands(program.command('node').description('the places where things live'));
  // Beside the command that runs one.
  const worker = program.commands.find((command) => command.name() === 'worker');
  if (worker) addWorkerCommands(worker);
}

function addNodeCommands(node: Command): void {
  const list = node.command('list').description('nodes, what runs there, and how many things live there');
  withExamples(withCommonOptions(list), 'isotherm node list').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/nodes.js')).listNodes(session)),
  );
  const show = node.command('show <node>').description('what lives on a node');
  withExamples(withCommonOptions(show), 'isotherm node show host-3').action(
    (name: string, options: CommonOptions) =>
      runAction(options, async (session) => (await import('../actions/nodes.js')).showNode(session, name)),
  );
  const forget = node
    .command('forget <node>')
    .description('declare gone all that lives on a silent node: what is wanted of it is made elsewhere');
  withExamples(withCommonOptions(withYesOption(forget)), 'isotherm node forget host-3').action(
    (name: string, options: CommonOptions & { yes?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/nodes.js')).forgetNode(session, name, options),
      ),
  );
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
