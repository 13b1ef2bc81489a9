import { IsothermError } from '../../../../lib/errors.js';
import type { EngineState } from '../engine-state.js';
import type { ConnectedObserver } from '../watching-observer.js';
import type { ConnectedWorker } from '../worker-pool.js';
import type { EngineRecord, Services, ServiceView } from './services.js';

export interface ServicePorts {
  readonly engineId: string;
  readonly listEngines: () => Promise<readonly EngineRecord[]>;
  /** This engine's, as of now. */
  readonly state: () => EngineState;
  readonly workers: () => readonly ConnectedWorker[];
  readonly observers: () => readonly ConnectedObserver[];
  readonly now: () => number;
  readonly drainedWorkers: () => Promise<ReadonlySet<string>>;
  readonly setDrained: (worker: string, on: boolean) => Promise<void>;
  /** Does here what was ordered. */
  readonly refresh: () => Promise<void>;
}

/** Engines are told of from the database, where each writes how it stands; workers and observers keep a stream to every engine. */
export class EngineServices implements Services {
  constructor(private readonly ports: ServicePorts) {}

  async listServices(): Promise<readonly ServiceView[]> {
    const { engineId, state, observers, now } = this.ports;
    const [records, drained] = await Promise.all([this.ports.listEngines(), this.ports.drainedWorkers()]);
    const engines = records.map((engine) =>
      engine.id === engineId ? { ...engine, state: state(), up: true } : engine,
    );
    const workers = byId(this.ports.workers());
    const away = [...drained].filter((id) => !workers.some((worker) => worker.id === id));
    const seenAt = new Date(now());
    const jobs = jobsByWorker(engines);
    return [
      ...engines.map(engineView),
      ...workers.map((worker) => workerView(worker, jobs.get(worker.id) ?? 0, seenAt)),
      ...away.map((id) => awayView(id, jobs.get(id) ?? 0)),
      ...byId(observers()).map((observer) => observerView(observer, seenAt)),
    ];
  }

  drainWorker(id: string): Promise<ServiceView> {
    return this.setDrained(id, true);
  }

  undrainWorker(id: string): Promise<ServiceView> {
    return this.setDrained(id, false);
  }

  private async setDrained(id: string, on: boolean): Promise<ServiceView> {
    const before = workerIn(await this.listServices(), id);
    await this.ports.setDrained(id, on);
    await this.ports.refresh();
    const now = (await this.listServices()).find((service) => service.kind === 'worker' && service.id === id);
    return now ?? { ...before, draining: on };
  }
}

/** @throws IsothermError `service.not-found`, or `request.unsupported` for what is no worker */
export function workerIn(services: readonly ServiceView[], id: string): ServiceView {
  const named = services.filter((service) => service.id === id);
  const worker = named.find(({ kind }) => kind === 'worker');
  if (worker) return worker;
  if (named[0])
    throw new IsothermError(
      'request.unsupported',
      `${id} is an ${named[0].kind}: only workers can be drained, and "isotherm services" lists those that there are.`,
    );
  throw new IsothermError(
    'service.not-found',
    `No worker ${id} is connected: "isotherm services" lists those that are.`,
  );
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
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

/** It was drained, and is gone: should it come back, it takes nothing. */
function awayView(id: string, jobs: number): ServiceView {
  const unknown = { node: '', version: '', startedAt: null, seenAt: null };
  return { ...NOTHING, ...unknown, id, kind: 'worker', up: false, jobs, draining: true };
}

function observerView({ sinceMs, ...observer }: ConnectedObserver, seenAt: Date): ServiceView {
  return { ...NOTHING, ...observer, kind: 'observer', up: true, startedAt: new Date(sinceMs), seenAt };
}
