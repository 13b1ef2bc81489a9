import { z } from 'zod';
import type { Handler, Observation, Thing } from '../../lib/handler/contract.js';
import { silentLogger } from '../../lib/log.js';
import type { ObservedThing, WatchMessage } from '../../lib/protocol/observer.js';
import { Poller, type PollerOptions } from '../../services/observer/poller.js';
import type { WatchOwner } from '../../services/observer/watch.js';
import { offeredType } from '../grpc/messages.js';
import { ManualClock } from '../support/manual-clock.js';

/** A world of things whose state the test sets; it remembers when each was looked at. */
export class World implements Handler {
  readonly type: string = 'Test::Thing';
  readonly description = 'For tests.';
  readonly properties = z.object({});
  readonly attributes = z.object({});
  state: Observation | Error = { status: 'pending' };
  /** While set, looks wait for it. */
  gate: Promise<void> | undefined;
  readonly looks: { readonly id: string; readonly at: number }[] = [];
  underWay = 0;
  mostUnderWay = 0;

  constructor(protected readonly clock: ManualClock) {}

  async observe(id: string): Promise<Observation> {
    this.looks.push({ id, at: this.clock.monotonic() });
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const { state } = this;
    if (this.gate) await this.gate;
    this.underWay -= 1;
    if (state instanceof Error) throw state;
    return state;
  }

  create(): Promise<never> {
    return Promise.reject(new Error('an observer creates nothing'));
  }

  delete(): Promise<never> {
    return Promise.reject(new Error('an observer deletes nothing'));
  }

  /** Times of the looks, rounded to 10 ms. */
  times(): number[] {
    return this.looks.map(({ at }) => Math.round(at / 10) * 10);
  }
}

/** A world that can be asked for many things at once. */
export class ListedWorld extends World {
  readonly calls: string[][] = [];

  observeMany(things: readonly Thing[]): Promise<readonly Observation[]> {
    this.calls.push(things.map(({ id }) => id));
    return Promise.resolve(things.map(() => this.state as Observation));
  }
}

export class Reports implements WatchOwner {
  readonly things: ObservedThing[] = [];

  observed(thing: ObservedThing): void {
    this.things.push(thing);
  }

  get statuses(): string[] {
    return this.things.map(({ observation }) => observation.status);
  }
}

export interface PollerUnderTest<W> {
  readonly clock: ManualClock;
  readonly world: W;
  readonly poller: Poller;
  readonly reports: Reports;
}

/** No jitter: a random number of one half is the middle of every range. */
export function pollerOf<W extends World>(
  make: (clock: ManualClock) => W,
  options: Partial<PollerOptions> = {},
): PollerUnderTest<W> {
  const clock = new ManualClock();
  const world = make(clock);
  const poller = new Poller(
    {
      clock,
      random: () => 0.5,
      log: silentLogger,
      handlers: {
        offered: [offeredType(world.type)],
        handlerOf: (type) => (type === world.type ? world : undefined),
        settingsOf: () => undefined,
        parseGoal: (_type, goal) => goal,
      },
    },
    {
      node: 'n1',
      lookConcurrency: 8,
      lookTimeoutMs: 30_000,
      periodMs: 60_000,
      awaited: { baseMs: 500, capMs: 5_000 },
      ...options,
    },
  );
  return { clock, world, poller, reports: new Reports() };
}

export function watch(more: Partial<WatchMessage> = {}): WatchMessage {
  return {
    instanceId: 's1/1',
    stackId: 's1',
    stackName: 'shop',
    resource: 'web',
    type: 'Test::Thing',
    physicalId: 'p1',
    goal: '{}',
    epoch: 1,
    periodMs: 0,
    awaited: false,
    reportNext: false,
    secretProperties: [],
    ...more,
  };
}
