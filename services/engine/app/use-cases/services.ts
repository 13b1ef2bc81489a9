import type { EngineState } from '../engine-state.js';

/** What can be asked of the services themselves: engines, workers and observers. */
export interface Services {
  /** All engines, and the workers and observers that are connected to this one. */
  listServices(): Promise<readonly ServiceView[]>;
  /**
   * The worker finishes what it runs and takes nothing more, at all engines, until that is taken back.
   * @throws IsothermError `service.not-found`, or `request.unsupported` for what is no worker
   */
  drainWorker(id: string): Promise<ServiceView>;
  /** @throws IsothermError as `drainWorker` */
  undrainWorker(id: string): Promise<ServiceView>;
}

export type ServiceKind = 'engine' | 'worker' | 'observer';

/** One service. What its kind does not have is null. */
export interface ServiceView {
  readonly id: string;
  readonly kind: ServiceKind;
  /** Where it runs: of an engine the host. */
  readonly node: string;
  readonly version: string;
  readonly up: boolean;
  /** Where workers and observers reach the engine; empty: nowhere from elsewhere. */
  readonly address: string;
  /** How often it is heard of, in ms; 0: its stream says whether it is there. */
  readonly reportIntervalMs: number;
  readonly startedAt: Date | null;
  readonly seenAt: Date | null;
  readonly shards: number | null;
  readonly stacks: number | null;
  readonly facts: number | null;
  readonly jobs: number | null;
  readonly parked: number | null;
  readonly watches: number | null;
  /** Slots of a worker that are free for jobs of this engine. */
  readonly free: number | null;
  /** It finishes what it runs, and takes nothing more. */
  readonly draining: boolean;
}

/** An engine as the database has it. */
export interface EngineRecord {
  readonly id: string;
  readonly address: string;
  readonly version: string;
  readonly startedAt: Date;
  /** When it was heard of last. */
  readonly seenAt: Date;
  /** As it was then; undefined: an engine that says nothing of itself. */
  readonly state: EngineState | undefined;
  /** How many it holds. */
  readonly shards: number;
  readonly up: boolean;
}
