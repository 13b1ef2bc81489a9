import assert from 'node:assert/strict';
import type { Registry } from 'prom-client';
import { systemClock } from '../../lib/clock.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import type { Notices } from '../../services/engine/app/notices.js';
import type { ConvergenceLoop } from '../../services/engine/app/loop.js';
import { Watches } from '../../services/engine/app/watches.js';
import { EngineMetrics } from '../../services/engine/metrics.js';
import { ObserverMetrics } from '../../services/observer/metrics.js';
import { WorkerMetrics } from '../../services/worker/metrics.js';
import { noLimits } from '../support/no-limits.js';
import { textOf } from '../support/repository-files.js';

const identity = { engineId: 'e', engines: [] };
const nothing = { waiting: 0, unacknowledged: 0, connected: 0, watched: 0, notified: 0 };
/** The engine's metrics ask it nothing before somebody reads them. */
const loop = {} as ConvergenceLoop;
const notices = {} as Notices;
const limits = noLimits(systemClock);
const dispatcher = new Dispatcher({
  clock: systemClock,
  limits,
  leaseMs: 1_000,
  identity,
  lost: () => undefined,
  overdue: () => undefined,
  unpushed: () => undefined,
  isOurs: () => false,
});

const registries: Readonly<Record<string, Registry>> = {
  engine: new EngineMetrics(loop, dispatcher, new Watches(identity), notices, limits).registry,
  worker: new WorkerMetrics(() => nothing).registry,
  observer: new ObserverMetrics(() => nothing).registry,
};

describe('metrics', () => {
  it('docs/operating.md lists each of ours, with its service, and no other', () => {
    const documented: string[] = [];
    for (const line of (textOf('docs/operating.md') ?? '').split('\n')) {
      const [, name, service, meaning] = line.split('|').map((cell) => cell.trim());
      if (name?.startsWith('`isotherm_') !== true) continue;
      assert.ok((meaning ?? '').length > 10, `what ${name} is`);
      documented.push(`${String(service)} ${name.slice(1, -1)}`);
    }
    const exposed = Object.entries(registries).flatMap(([service, registry]) =>
      registry
        .getMetricsAsArray()
        .filter(({ name }) => name.startsWith('isotherm_'))
        .map(({ name }) => `${service} ${name}`),
    );
    assert.deepEqual(documented.sort(), exposed.sort());
  });
});
