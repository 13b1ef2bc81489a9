import type { Dispatcher } from './dispatch.js';
import type { ConvergenceLoop } from './loop.js';
import type { Watches } from './watches.js';

/** What an engine writes of itself with every heartbeat, so that each can tell of all of them. */
export interface EngineState {
  readonly hostname: string;
  /** After how long in silence it counts as down. */
  readonly leaseMs: number;
  /** Stacks in its memory. */
  readonly stacks: number;
  /** Facts that wait for a turn: how far it is behind. */
  readonly facts: number;
  /** Jobs in flight. */
  readonly jobs: number;
  /** Resources that wait for a worker or a free slot. */
  readonly parked: number;
  /** Things that are watched. */
  readonly watches: number;
  /** Its jobs in flight, by worker. */
  readonly jobsByWorker: Readonly<Record<string, number>>;
}

export interface EngineParts {
  readonly loop: Pick<ConvergenceLoop, 'stacks' | 'queued'>;
  readonly dispatcher: Dispatcher;
  readonly watches: Watches;
}

export function engineState(
  { loop, dispatcher, watches }: EngineParts,
  about: { readonly hostname: string; readonly leaseMs: number },
): EngineState {
  const { facts, parked } = loop.queued;
  return {
    ...about,
    stacks: loop.stacks,
    facts,
    jobs: dispatcher.inFlight,
    parked,
    watches: watches.watched,
    jobsByWorker: Object.fromEntries(dispatcher.jobsByWorker()),
  };
}
