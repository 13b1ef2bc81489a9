import type { ConnectedWorker } from '../dispatch.js';
import type { EngineState } from '../engine-state.js';
import type { ConnectedObserver } from '../watches.js';
import type { EngineRecord, Services, ServiceView } from './services.js';

export interface ServicePorts {
  readonly engineId: string;
  readonly listEngines: () => Promise<readonly EngineRecord[]>;
  /** This engine's, as of now. */
  readonly state: () => EngineState;
  readonly workers: () => readonly ConnectedWorker[];
  readonly observers: () => readonly ConnectedObserver[];
  readonly now: () => number;
}

/** Engines are told of from the database, where each writes how it stands; workers and observers keep a stream to every engine. */
export class EngineServices implements Services {
  constructor(private readonly ports: ServicePorts) {}

  async listServices(): Promise<readonly ServiceView[]> {
    const { engineId, state, workers, observers, now } = this.ports;
    const engines = (await this.ports.listEngines()).map((engine) =>
      engine.id === engineId ? { ...engine, state: state(), up: true } : engine,
    );
    const seenAt = new Date(now());
    const jobs = jobsByWorker(engines);
    return [
      ...engines.map(engineView),
      ...workers().map((worker) => workerView(worker, jobs.get(worker.id) ?? 0, seenAt)),
      ...observers().map((observer) => observerView(observer, seenAt)),
    ];
  }
}

/** Over all engines: another one's are as it said last. */
function jobsByWorker(engines: readonly EngineRecord[]): ReadonlyMap<string, number> {
  const jobs = new Map<string, number>();
  for (const { state, up } of engines) {
    if (!up) continue;
    for (const [worker, count] of Object.entries(state?.jobsByWorker ?? {}))
      jobs.set(worker, (jobs.get(worker) ?? 0) + count);
  }
  return jobs;
}

const NOTHING = {
  address: '',
  reportIntervalMs: 0,
  shards: null,
  stacks: null,
  facts: null,
  jobs: null,
  parked: null,
  watches: null,
  free: null,
  draining: false,
};

function engineView({
  id,
  version,
  up,
  address,
  startedAt,
  seenAt,
  shards,
  state,
}: EngineRecord): ServiceView {
  return {
    ...NOTHING,
    id,
    kind: 'engine',
    node: state?.hostname ?? '',
    version,
    up,
    address,
    reportIntervalMs: (state?.leaseMs ?? 0) / 3,
    startedAt,
    seenAt,
    shards,
    stacks: state?.stacks ?? null,
    facts: state?.facts ?? null,
    jobs: state?.jobs ?? null,
    parked: state?.parked ?? null,
    watches: state?.watches ?? null,
  };
}

function workerView({ sinceMs, ...worker }: ConnectedWorker, jobs: number, seenAt: Date): ServiceView {
  return { ...NOTHING, ...worker, kind: 'worker', up: true, startedAt: new Date(sinceMs), seenAt, jobs };
}

function observerView({ sinceMs, ...observer }: ConnectedObserver, seenAt: Date): ServiceView {
  return { ...NOTHING, ...observer, kind: 'observer', up: true, startedAt: new Date(sinceMs), seenAt };
}
