import { systemClock, type Clock } from './clock.js';
import type { Logger } from './log.js';

/** A part that is started and stopped: a store, a loop, a server. */
export interface Service {
  /** For the log. */
  readonly name?: string;
  start(): Promise<void>;
  /** Called once, and only after `start` has returned. */
  stop(): Promise<void>;
}

export interface RunOptions {
  /** How long stopping may take in all, in ms; what is left then is abandoned. Default 20,000. */
  readonly deadlineMs?: number;
  /** Stops like a signal does. */
  readonly stop?: AbortSignal;
  readonly clock?: Clock;
  /** Where signals come from; the process itself but in tests. */
  readonly signals?: NodeJS.EventEmitter;
  /** Ends the process at once; the process's own but in tests. */
  readonly exit?: (code: number) => void;
}

const stopSignals = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Starts the services left to right and returns once a signal (SIGTERM, SIGINT) has stopped them right to left,
 * each after the one that needs it. A second signal, or a stop that exceeds the deadline, ends the process hard.
 * @throws what a service's start throws, after those started before it have been stopped.
 */
export async function runUntilSignal(services: readonly Service[], log: Logger, options: RunOptions = {}) {
  const exit = options.exit ?? ((code: number) => process.exit(code));
  const asked = stopRequest(options, log, exit);
  const running: Service[] = [];
  try {
    for (const service of services) {
      if (asked.signal.aborted) break;
      await service.start();
      running.push(service);
      log.debug({ part: nameOf(service) }, 'started');
    }
    await aborted(asked.signal);
  } finally {
    const clean = await stopAll(running, log, options);
    asked.release();
    if (!clean) exit(1);
  }
}

interface StopRequest {
  readonly signal: AbortSignal;
  /** Stops listening for signals. */
  release(): void;
}

function stopRequest(options: RunOptions, log: Logger, exit: (code: number) => void): StopRequest {
  const emitter = options.signals ?? process;
  const controller = new AbortController();
  const listeners = Object.entries(stopSignals).map(([name, code]) => {
    const listener = () => {
      if (controller.signal.aborted) {
        log.warn({ signal: name }, 'second signal: ending at once');
        exit(code);
        return;
      }
      log.info({ signal: name }, 'stopping');
      controller.abort();
    };
    emitter.on(name, listener);
    return { name, listener };
  });
  const signal =
    options.stop === undefined ? controller.signal : AbortSignal.any([controller.signal, options.stop]);
  return {
    signal,
    release: () => {
      for (const { name, listener } of listeners) emitter.removeListener(name, listener);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener('abort', () => {
        resolve();
      });
    }
  });
}

/** True when every service stopped without an error before the deadline. */
async function stopAll(running: readonly Service[], log: Logger, options: RunOptions): Promise<boolean> {
  const clock = options.clock ?? systemClock;
  const deadline = clock.monotonic() + (options.deadlineMs ?? 20_000);
  let clean = true;
  for (const service of running.toReversed()) {
    const part = nameOf(service);
    try {
      const inTime = await within(service.stop(), Math.max(0, deadline - clock.monotonic()), clock);
      if (inTime) log.debug({ part }, 'stopped');
      else log.error({ part }, 'did not stop in time; abandoned');
      clean &&= inTime;
    } catch (err) {
      log.error({ part, err }, 'failed to stop');
      clean = false;
    }
  }
  return clean;
}

/** False when the time was up first. An error that comes later is lost with what was abandoned. */
function within(work: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, () => {
      resolve(false);
    });
    work.then(
      () => {
        cancel();
        resolve(true);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function nameOf(service: Service): string {
  return service.name ?? service.constructor.name;
}
