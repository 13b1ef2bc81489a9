import type { Call } from '../../lib/handler/contract.js';
import type { Manners } from './handlers.js';
import type { Random } from './random.js';
import type { ProcessClock, Time } from './sim-time.js';
import type { World } from './world.js';

/** How badly things go, as probabilities; all zero is a world without faults. */
export interface Weather {
  /** Of an action: that it throws. */
  mishaps: number;
  /** Of a failure: that it is permanent. */
  permanent: number;
  /** Of a pause: that it is a long one. */
  hangs: number;
}

interface Place {
  readonly clock: ProcessClock;
  readonly time: Time;
  readonly random: Random;
  readonly world: World;
  readonly weather: Weather;
}

/** A provider that is slow, fails and hangs as the weather has it, seen from one process. */
export function mannersOf({ clock, time, random, world, weather }: Place): Manners {
  // Who refuses for good has done nothing.
  const anyFailure = (action: string) =>
    !action.startsWith('after') && random.chance(weather.permanent) ? 'Permanent' : 'Transient';
  return {
    now: () => time.nowMs,
    pendingMs: (type) => (type === 'Test::Server' && random.chance(0.7) ? random.below(4_000) : 0),
    pause: (call) =>
      paused(clock, call, random.chance(weather.hangs) ? random.below(30_000) : random.below(50)),
    effect: (call, act) =>
      abortable(call, (resolve) => {
        // The call is on its way: it lands also when its caller is dead by then.
        time.plan(random.below(40), () => {
          const result = act();
          if (clock.isAlive) resolve(result);
        });
      }),
    mishap: (action, resource) => {
      const kind =
        world.takeFailure(action, resource) ??
        (random.chance(weather.mishaps) ? anyFailure(action) : undefined);
      if (!kind) return;
      const error = new Error(`${action} of ${resource} went wrong`);
      error.name = kind;
      throw error;
    },
  };
}

function paused(clock: ProcessClock, call: Call, ms: number): Promise<void> {
  return abortable(call, (resolve) => {
    clock.setTimer(ms, () => {
      resolve();
    });
  });
}

/** Settles as `begin` says, or rejects when the call is aborted. */
function abortable<T>({ signal }: Call, begin: (resolve: (value: T) => void) => void): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(new Error('aborted'));
    };
    signal.addEventListener('abort', aborted);
    begin((value) => {
      signal.removeEventListener('abort', aborted);
      resolve(value);
    });
  });
}
