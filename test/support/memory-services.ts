import { workerIn } from '../../services/engine/app/use-cases/engine-services.js';
import type { Services, ServiceView } from '../../services/engine/app/use-cases/services.js';
import { attempt } from './memory-stacks.js';

const NOTHING = {
  version: '1.2.3',
  up: true,
  address: '',
  reportIntervalMs: 0,
  startedAt: new Date('2026-01-01T00:00:00.500Z'),
  seenAt: new Date('2026-01-01T00:00:05.500Z'),
  shards: null,
  stacks: null,
  facts: null,
  jobs: null,
  parked: null,
  watches: null,
  free: null,
  draining: false,
};

/** One service of each kind, and an engine that is down. */
export class MemoryServices implements Services {
  readonly all: ServiceView[] = [
    { ...NOTHING, id: 'e1', kind: 'engine', node: 'h1', address: 'h1:8006', reportIntervalMs: 3_333.3,
      shards: 256, stacks: 3, facts: 1, jobs: 2, parked: 4, watches: 5 },
    { ...NOTHING, id: 'e2', kind: 'engine', node: '', up: false, shards: 0 },
    { ...NOTHING, id: 'w1', kind: 'worker', node: 'n1', jobs: 2, free: 6 },
    { ...NOTHING, id: 'o1', kind: 'observer', node: 'n1', watches: 5 },
  ]; // prettier-ignore

  listServices(): Promise<readonly ServiceView[]> {
    return Promise.resolve(this.all);
  }

  drainWorker(id: string): Promise<ServiceView> {
    return attempt(() => this.set(id, true));
  }

  undrainWorker(id: string): Promise<ServiceView> {
    return attempt(() => this.set(id, false));
  }

  private set(id: string, draining: boolean): ServiceView {
    const worker = { ...workerIn(this.all, id), draining };
    this.all.splice(this.all.findIndex((one) => one.id === id), 1, worker); // prettier-ignore
    return worker;
  }
}
