import type { Registry } from 'prom-client';
import { systemClock } from '../../lib/clock.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import type { ConvergenceLoop } from '../../services/engine/app/loop.js';
import type { Notices } from '../../services/engine/app/notices.js';
import { Watches } from '../../services/engine/app/watches.js';
import { EngineMetrics } from '../../services/engine/metrics.js';
import { ObserverMetrics } from '../../services/observer/metrics.js';
import { WorkerMetrics } from '../../services/worker/metrics.js';
import { noLimits } from './no-limits.js';

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

/** What each service serves at `/metrics`, with nothing behind it. */
export const registries: Readonly<Record<string, Registry>> = {
  engine: new EngineMetrics(loop, dispatcher, new Watches(identity), notices, limits).registry,
  worker: new WorkerMetrics(() => nothing).registry,
  observer: new ObserverMetrics(() => nothing).registry,
};
