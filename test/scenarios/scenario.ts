import type { ResourceRequest, StackRequest } from '../../services/engine/app/use-cases/requests.js';
import type { PutOptions } from '../simulator/asks.js';
import type { Provider } from '../simulator/provider.js';
import type { WantedStack } from '../simulator/wanted.js';
import type { World } from '../simulator/world.js';

/** What a scenario can do with stacks, on whatever engine it runs. Every method throws what the API would answer. */
export interface Stacks {
  /** Writes a new goal: the first one creates the stack. */
  put(name: string, wanted: WantedStack, options?: PutOptions): Promise<void>;
  /** PATCH with nothing in it: a new try from where the stack stands. */
  retry(name: string): Promise<void>;
  delete(name: string, options?: { readonly force?: true }): Promise<void>;
  /** The stack is forgotten, and its things stay. */
  abandon(name: string): Promise<void>;
  /** Asks something of the whole stack. */
  ask(name: string, request: StackRequest): Promise<void>;
  /** Asks something of one resource. */
  askOf(name: string, resource: string, request: ResourceRequest): Promise<void>;
  snapshot(name: string): Promise<void>;
  /** To the newest snapshot. */
  restore(name: string): Promise<void>;
  /** The goal of the revision so many before the newest one is the goal again. */
  apply(name: string, back: number): Promise<void>;
  /** Returns when every stack has reached its goal or has failed, and nothing goes on by itself any more. */
  settle(): Promise<void>;
  /** Returns when the condition holds; fails when it does not in a long time. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** As the API shows it, such as `CREATE_COMPLETE`; `GONE` once it is deleted. */
  status(name: string): Promise<string>;
  convergence(name: string): Promise<string>;
  /** What it waits for: `vm wait: needs disk`. */
  why(name: string): Promise<readonly string[]>;
  /** What failed under its goal, the root cause first: `create disk: its cause`. */
  failures(name: string): Promise<readonly string[]>;
  /** Looks at all things go on, and nothing is done. */
  mustBeQuiet(name: string): Promise<void>;
}

/** The workers and observers. */
export interface Fleet {
  /** No worker answers any more, and the engine knows. */
  stopWorkers(): Promise<void>;
  startWorkers(): void;
}

export interface Stage {
  readonly stacks: Stacks;
  readonly world: World;
  readonly provider: Provider;
  readonly fleet: Fleet;
}

export interface Scenario {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** A story: what users and the world do, and how things are in the end. It checks the world, never internals. */
export function scenario(name: string, play: (stage: Stage) => Promise<void>): Scenario {
  return { name, play };
}
