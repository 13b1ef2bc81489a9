import { randomUUID } from 'node:crypto';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Json, JsonObject } from '../../json.js';
import type { Call, Checkpoint, Created, Done, Handler, Observation } from '../contract.js';
import { isAgain, isPermanent } from '../errors.js';
import { adoptThing, checkThing } from '../fallbacks.js';
import type { HandlerCatalogue } from '../handler-catalogue.js';
import { observerRecords } from '../without-records.js';
import type { MemoryRecords } from './memory-records.js';
import { within } from './within.js';

const POLL_MS = 20;
const HUNG = 'did not return: a handler that has to wait reports `pending`, or throws `Again`';

/** Where a run of an action dies: at its n-th checkpoint, just before or just after that is stored. */
export interface CrashPoint {
  readonly checkpoint: number;
  readonly moment: 'before it is saved' | 'after it is saved';
}

/** The run died where it was told to; what it saved is kept. */
export class Crash extends Error {
  override readonly name = 'AbortError';
}

/** One job as the engine would see it: an action's key, and what its runs have saved. */
export class Job {
  readonly key: string = randomUUID();
  saved: Checkpoint | undefined;
}

/** Plays engine, worker and observer for one thing. */
export class Trial {
  readonly goal: JsonObject;
  readonly job = new Job();
  private readonly handler: Handler;
  private readonly stackId = randomUUID();

  /** @throws Permanent when the goal does not fit the handler's schema. */
  constructor(
    private readonly catalogue: HandlerCatalogue,
    private readonly type: string,
    goal: JsonObject,
    private readonly deadlineMs: number,
    private readonly records: MemoryRecords,
  ) {
    const handler = catalogue.handlerOf(type);
    if (!handler) throw new Error(`${type} is not in the catalogue`);
    this.handler = handler;
    this.goal = catalogue.parseGoal(type, goal);
  }

  /** Creates to the end, trying again after transient failures as the engine does. */
  create(job = this.job): Promise<Created> {
    return this.insist(() => this.run(job, (call) => this.handler.create(this.goal, call)));
  }

  update(id: string, goal: JsonObject, changes: ReadonlySet<string>, job = new Job()): Promise<Done> {
    const { handler } = this;
    const parsed = this.catalogue.parseGoal(this.type, goal);
    return this.insist(() =>
      this.run(job, (call) => {
        if (!handler.update) throw new Error(`${this.type} has no update`);
        return handler.update(id, parsed, changes, call);
      }),
    );
  }

  async delete(id: string, goal = this.goal): Promise<void> {
    const job = new Job();
    await this.insist(() => this.run(job, (call) => this.handler.delete(id, goal, call)));
  }

  find(job = this.job): Promise<string | undefined> {
    const { handler } = this;
    return this.run(job, async (call) => handler.find?.(job.key, this.goal, call));
  }

  /**
   * Removes what a create may have begun, as the engine does: by what is known, or else by what `find` or the same create
   * again names.
   */
  async clear(created: Created | undefined): Promise<void> {
    const known = created?.physicalId ?? this.job.saved?.physicalId;
    const id =
      known ?? (await (this.handler.find ? this.find() : this.create().then((made) => made.physicalId)));
    if (id) await this.delete(id);
  }

  suspend(id: string, job = new Job()): Promise<Done> {
    return this.ask(job, (call) => this.handler.suspend?.(id, this.goal, call));
  }

  resume(id: string, job = new Job()): Promise<Done> {
    return this.ask(job, (call) => this.handler.resume?.(id, this.goal, call));
  }

  check(id: string): Promise<Observation | undefined> {
    return this.ask(new Job(), (call) => checkThing(this.handler, id, this.goal, call));
  }

  /** What the engine stores of what was kept. */
  async snapshot(id: string): Promise<Json> {
    const kept: unknown = await this.ask(new Job(), (call) => this.handler.snapshot?.(id, this.goal, call));
    const text = JSON.stringify(kept) as string | undefined;
    if (text === undefined) throw new Error('snapshot kept nothing that JSON can say');
    return JSON.parse(text) as Json;
  }

  restore(id: string, data: Json, job = new Job()): Promise<Done> {
    return this.ask(job, (call) => this.handler.restore?.(id, this.goal, data, call));
  }

  adopt(id: string, job = new Job()): Promise<Observation> {
    return this.ask(job, (call) => adoptThing(this.handler, id, this.goal, call));
  }

  /** One look, as an observer takes it: without a key, and with nowhere to save. */
  async observe(id: string, goal = this.goal): Promise<Observation> {
    const { handler } = this;
    const call: Call = {
      ...this.call(new Job(), new AbortController(), undefined),
      idempotencyKey: '',
      records: observerRecords,
      checkpoint: () => Promise.reject(new Error('observe must not save a checkpoint: it changes nothing')),
    };
    if (handler.observe) return within(this.deadlineMs, handler.observe(id, goal, call), HUNG);
    const [seen] = (await handler.observeMany?.([{ id, goal }], call)) ?? [];
    if (!seen)
      throw new Error(`${this.type} has neither observe nor observeMany, and handed no observation in`);
    return seen;
  }

  /** Looks until the thing is ready, starting with what its action reported. */
  async ready(id: string, reported: Observation | undefined, goal = this.goal): Promise<Observation> {
    const end = Date.now() + this.deadlineMs;
    let seen = reported ?? (await this.observe(id, goal));
    while (seen.status !== 'ready') {
      if (Date.now() > end) {
        const why = seen.reason ? `: ${seen.reason}` : '';
        throw new Error(`not ready after ${String(this.deadlineMs)} ms, but ${seen.status}${why}`);
      }
      await pause(POLL_MS);
      seen = await this.observe(id, goal);
    }
    return seen;
  }

  /** Runs create once and lets it die. Undefined: it ended before it came to that checkpoint. */
  async crashingCreate(at: CrashPoint): Promise<Crash | undefined> {
    const controller = new AbortController();
    try {
      await within(
        this.deadlineMs,
        this.handler.create(this.goal, this.call(this.job, controller, at)),
        HUNG,
      );
      return undefined;
    } catch (error) {
      if (controller.signal.aborted) return controller.signal.reason as Crash;
      throw error;
    }
  }

  /** Runs create and aborts it. Settles when the handler does; undefined unless it finished nevertheless. */
  abortedCreate(afterMs = 0): Promise<Created | undefined> {
    return this.abort(this.job, afterMs, (call) => this.handler.create(this.goal, call));
  }

  /** Runs delete and aborts it. Settles when the handler does, however it does. */
  abortedDelete(id: string, afterMs: number): Promise<void> {
    return this.abort(new Job(), afterMs, (call) => this.handler.delete(id, this.goal, call));
  }

  private async abort<T>(
    job: Job,
    afterMs: number,
    action: (call: Call) => Promise<T>,
  ): Promise<T | undefined> {
    const controller = new AbortController();
    const end = { come: false };
    const settled = action(this.call(job, controller, undefined))
      .catch(() => undefined)
      .finally(() => (end.come = true));
    // Timers are too coarse for what takes a millisecond.
    const due = performance.now() + afterMs;
    while (!end.come && performance.now() < due) await turn();
    controller.abort(new Crash('the job was cancelled'));
    return within(this.deadlineMs, settled, 'went on though its signal was aborted');
  }

  /** Runs an action that not every handler has to its end. */
  private ask<T>(job: Job, action: (call: Call) => Promise<T> | undefined): Promise<T> {
    return this.insist(() =>
      this.run(job, (call) => action(call) ?? Promise.reject(new Error(`${this.type} has no such action`))),
    );
  }

  private run<T>(job: Job, action: (call: Call) => Promise<T>): Promise<T> {
    return within(this.deadlineMs, action(this.call(job, new AbortController(), undefined)), HUNG);
  }

  private async insist<T>(action: () => Promise<T>): Promise<T> {
    const end = Date.now() + this.deadlineMs;
    for (;;) {
      try {
        return await action();
      } catch (error) {
        if (isPermanent(error) || Date.now() > end) throw error;
        if (isAgain(error) && !(error.afterMs > 0))
          throw new Error(`Again must say after how many ms, not ${String(error.afterMs)}`, { cause: error });
        // It may be run earlier than it asks for.
        await pause(POLL_MS);
      }
    }
  }

  private call(job: Job, controller: AbortController, crash: CrashPoint | undefined): Call {
    let checkpoints = 0;
    const save = (state: Checkpoint): void => {
      job.saved = { ...job.saved, ...stored(state) };
    };
    const die = (): never => {
      const error = new Crash('the worker died');
      controller.abort(error);
      throw error;
    };
    return {
      signal: controller.signal,
      idempotencyKey: job.key,
      get saved() {
        return job.saved;
      },
      checkpoint: async (state) => {
        // As in a worker, the answer comes later; by then the job may have been aborted.
        await Promise.resolve();
        controller.signal.throwIfAborted();
        checkpoints += 1;
        const dies = crash?.checkpoint === checkpoints;
        if (dies && crash.moment === 'before it is saved') die();
        save(state);
        if (dies) die();
      },
      records: this.records.of(job.key),
      log: () => undefined,
      node: 'conformance',
      stack: { id: this.stackId, name: 'conformance' },
      resource: 'thing',
      settings: this.catalogue.settingsOf(this.type),
      now: () => Date.now(),
    };
  }
}

/** What is left of a checkpoint after the engine has stored it as JSON. */
function stored({ physicalId, state }: Checkpoint): Checkpoint {
  return {
    ...(physicalId !== undefined && { physicalId }),
    ...(state !== undefined && { state: JSON.parse(JSON.stringify(state)) as Json }),
  };
}
