import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../json.js';
import type { Observation } from '../contract.js';
import type { AnyHandler } from '../describe-type.js';
import { HandlerCatalogue } from '../handler-catalogue.js';
import { checkObservation } from './check-observation.js';
import { MemoryRecords } from './memory-records.js';
import type { ConformanceOptions, MakeGoal } from './options.js';
import { Trial } from './trial.js';

/** What the tests of one suite share: makes trials and removes what they leave. */
export class Bench {
  readonly handler: AnyHandler;
  /** What the handler keeps with the engine. */
  private readonly records = new MemoryRecords();
  private made: { readonly trial: Trial; id: string; goal: JsonObject }[] = [];

  constructor(readonly options: ConformanceOptions) {
    this.handler = options.handler;
  }

  async trial(make: MakeGoal): Promise<Trial> {
    return this.trialOf(make(unique()));
  }

  async trialOf(goal: JsonObject): Promise<Trial> {
    const { handler, settings, withinMs } = this.options;
    const provider = { name: 'conformance', handlers: [handler] };
    const catalogue = new HandlerCatalogue([
      { provider, package: 'conformance', settings: await settings?.() },
    ]);
    return new Trial(catalogue, handler.type, goal, withinMs ?? 10_000, this.records);
  }

  /** Creates, waits until ready, and checks what is seen. */
  async created(trial: Trial, job = trial.job): Promise<{ id: string; seen: Observation }> {
    const { physicalId: id, observation } = await trial.create(job);
    assert.ok(id, 'create gave no physical id');
    this.made.push({ trial, id, goal: trial.goal });
    if (observation) checkObservation(this.handler, observation);
    if (!this.canLook) {
      assert.ok(observation, "a handler that is observed 'by report' must hand its observation in");
    }
    const seen = await trial.ready(id, observation);
    checkObservation(this.handler, seen);
    return { id, seen };
  }

  get canLook(): boolean {
    return this.handler.observe !== undefined || this.handler.observeMany !== undefined;
  }

  /** Looks until it is ready. Undefined: nobody can look, and nothing was reported. */
  async seenReady(
    trial: Trial,
    id: string,
    reported: Observation | undefined,
  ): Promise<Observation | undefined> {
    return reported || this.canLook ? trial.ready(id, reported) : undefined;
  }

  async count(): Promise<number | undefined> {
    return this.options.count ? this.options.count() : this.records.size;
  }

  /** Fails when the number of real things has not changed by `difference`. */
  async assertCount(before: number | undefined, difference: number, what: string): Promise<void> {
    if (before === undefined) return;
    assert.equal(await this.count(), before + difference, what);
  }

  /** Removes what the test made. @param failed the test has: what goes wrong now is only a consequence. */
  async tidy(failed: boolean): Promise<void> {
    const faults: unknown[] = [];
    for (const { trial, id, goal } of this.made.splice(0).reverse()) {
      await trial.delete(id, goal).catch((error: unknown) => faults.push(error));
    }
    await this.options.cleanup?.();
    if (faults.length > 0 && !failed) throw faults[0];
  }
}

/** A short text that no other thing of the run has. */
export function unique(): string {
  return randomBytes(5).toString('hex');
}
