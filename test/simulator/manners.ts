import type { Call } from '../../lib/handler/contract.js';
import type { Manners } from './handlers.js';
import type { Provider } from './provider.js';
import type { Random } from './random.js';
import type { ProcessClock, Time } from './sim-time.js';
import type { Climate } from './weather.js';

interface Place {
  readonly clock: ProcessClock;
  readonly time: Time;
  readonly random: Random;
  readonly provider: Provider;
  readonly climate: Climate;
  /** The longest time that a machine takes to boot. */
  readonly bootMs: number;
}

/** Below the time after which an uncertain create is searched for once more (`orphanGraceMs`), or it would be lost. */
const LATE_MS = 3_000;
const DEAF_MS = 60_000;

/** A provider that is slow, fails and hangs as the weather has it, seen from one process. */
export function mannersOf({ clock, time, random, provider, climate, bootMs }: Place): Manners {
  const upTo = (ms: number) => (ms > 0 ? random.below(ms) : 0);
  const weather = () => climate.now.provider;
  return {
    now: () => time.nowMs,
    pendingMs: (type) => (type === 'Test::Server' && random.chance(0.7) ? random.below(bootMs) : 0),
    lateMs: () => random.below(LATE_MS),
    lagMs: () => (weather().lagMs > 0 && random.chance(0.3) ? upTo(weather().lagMs) : 0),
    pause: (call) =>
      paused(clock, call, random.chance(weather().hangs) ? random.below(30_000) : random.below(50)),
    deafen: () =>
      new Promise((resolve) => {
        clock.setTimer(random.below(DEAF_MS), resolve);
      }),
    effect: (call, act) =>
      abortable(call, (resolve, reject) => {
        // The call is on its way: it lands also when its caller is dead by then.
        time.plan(random.below(40), () => {
          try {
            const result = act();
            clock.happens(() => {
              resolve(result);
            });
          } catch (error) {
            clock.happens(() => {
              reject(error);
            });
          }
        });
      }),
    conduct: (action, resource) => {
      const planned = provider.take(action, resource);
      if (planned) return planned;
      const { mishaps, kinds } = weather();
      return kinds.length > 0 && random.chance(mishaps) ? random.pick(kinds) : undefined;
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
function abortable<T>(
  { signal }: Call,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(new Error('aborted'));
    };
    signal.addEventListener('abort', aborted);
    const end = <V>(settle: (value: V) => void) => {
      return (value: V) => {
        signal.removeEventListener('abort', aborted);
        settle(value);
      };
    };
    begin(end(resolve), end(reject));
  });
}
