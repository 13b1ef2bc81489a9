import { keepsPromises } from './promises.js';
import { Simulation } from './simulation.js';
import { stacksOf, type Step, type Story } from './story.js';
import { watchCommits } from './watch-commits.js';

/** Tells the story to a simulated world, lets the faults stop, and holds the world to every promise. */
export async function playStory(story: Story): Promise<Simulation> {
  const sim = new Simulation(story.seed, story.world);
  for (const { physicalId, type, properties } of story.foreign)
    sim.world.exists(physicalId, type, properties);
  watchCommits(sim);
  for (const step of story.steps) await play(sim, step);
  await keepsPromises(sim, stacksOf(story));
  return sim;
}

async function play(sim: Simulation, step: Step): Promise<void> {
  switch (step.do) {
    case 'pass':
      await sim.pass(step.ms);
      return;
    case 'weather':
      sim.climate.now = step.weather;
      return;
    case 'ask':
      void sim.ask(step.stack, step.ask);
      return;
    case 'drift':
      drift(sim, step);
      return;
    case 'crash':
      sim.crash(step.who, step.backMs);
      return;
    case 'freeze':
      sim.freeze(step.who, step.ms);
      return;
    case 'stop':
      sim.stop(step.who, step.backMs);
      return;
    case 'cut':
      sim.cut(step.who, step.ms, step.from);
  }
}

function drift(sim: Simulation, { stack, resource, how }: Extract<Step, { do: 'drift' }>): void {
  for (const thing of sim.world.all(resource)) {
    // Nobody but the engine has the value of a token.
    if (thing.stack !== stack || thing.type === 'Test::Token') continue;
    if (how === 'remove') sim.world.lose(thing.physicalId);
    else if (how === 'break') thing.state = 'broken';
    else if (sim.isKnown(thing.physicalId)) thing.properties = { ...thing.properties, size: 77 };
  }
}
