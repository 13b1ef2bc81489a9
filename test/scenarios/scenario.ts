import type { WantedStack, World } from '../simulator/world.js';

/** What a scenario can do with stacks, on whatever engine it runs. */
export interface Stacks {
  /** Writes a new goal: the first one creates the stack. */
  put(name: string, wanted: WantedStack): Promise<void>;
  delete(name: string): Promise<void>;
  /** Returns when every stack has reached its goal or has failed. */
  settle(): Promise<void>;
  /** Returns when the condition holds; fails when it does not in a long time. */
  until(condition: () => boolean): Promise<void>;
  /** As the API shows it, such as `CREATE_COMPLETE`; `GONE` once it is deleted. */
  status(name: string): Promise<string>;
  /** Looks at all things go on, and nothing is done. */
  mustBeQuiet(name: string): Promise<void>;
}

export interface Stage {
  readonly stacks: Stacks;
  readonly world: World;
}

export interface Scenario {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** A story: what users and the world do, and how things are in the end. It checks the world, never internals. */
export function scenario(name: string, play: (stage: Stage) => Promise<void>): Scenario {
  return { name, play };
}
