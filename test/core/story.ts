import assert from 'node:assert/strict';
import type { GoalResource } from '../../lib/hot/values.js';
import { explain, type Explanation } from '../../services/engine/core/explain.js';
import type { Look } from '../../services/engine/core/facts/observed.js';
import type { Request } from '../../services/engine/core/goal.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { shallRollBack, type Resource } from '../../services/engine/core/snapshot.js';
import { deriveStatus } from '../../services/engine/core/status.js';
import type { Verdict } from '../../services/engine/core/verdict.js';
import { mustBeQuiet } from './invariants.js';
import { CoreStack } from './core-stack.js';

export const seen = (
  status: Look['status'],
  properties: Look['properties'] = null,
  address = 'here',
  pid = 1,
): Look => ({ status, properties, attributes: status === 'ready' ? { address, pid } : null, reason: '' });

export const ready = (properties: Look['properties'] = null, address?: string, pid?: number): Look =>
  seen('ready', properties, address, pid);

/** A stack and the words in which its stories are told. */
export class Story extends CoreStack {
  succeeds(name: string, physicalId = `${name}-1`, observation: Look | null = ready()): void {
    this.report(this.job(name), { outcome: 'succeeded', physicalId, observation });
  }

  fails(name: string, outcome: 'transient' | 'permanent' = 'permanent', physicalId = ''): void {
    this.report(this.job(name), { outcome, physicalId, error: 'quota exceeded' });
  }

  /** Lets all jobs succeed, one after the other as they began; answers which. A snapshot keeps `of` its name. */
  course(): string[] {
    const order: string[] = [];
    for (let job = this.jobs[0]; job; job = this.jobs[0]) {
      const physicalId =
        job.action === 'delete' ? '' : job.physicalId || `${job.name}-${String(job.ordinal)}`;
      order.push(`${job.action} ${job.name}`);
      this.report(job, { outcome: 'succeeded', physicalId, observation: ready(), data: `"of ${job.name}"` });
    }
    return order;
  }

  /** A stack that is there as its first goal wants it. */
  makes(goal: readonly GoalResource[]): void {
    this.put(goal);
    this.course();
    assert.equal(this.status, 'CREATE_COMPLETE');
  }

  /** Made, and seen right after with what it was made of. */
  makesAndSees(goal: readonly GoalResource[], modes = {}): void {
    this.put(goal, undefined, modes);
    for (let job = this.jobs[0]; job; job = this.jobs[0])
      this.succeeds(job.name, job.physicalId || `${job.name}-1`, ready({ size: 1 }));
    assert.match(this.status, /_COMPLETE$/);
    mustBeQuiet(this.snapshot);
  }

  /** Its newest instance is seen otherwise than it was made. */
  drifts(name: string, address = 'here') {
    return this.look(this.instances(name).at(-1)!, ready({ size: 2 }, address));
  }

  /** A user asks for something beside the goal. */
  asks(verb: Request['verb'], name = '', argument = ''): void {
    const action = verb === 'check' ? 'CHECK' : verb === 'snapshot' ? 'SNAPSHOT' : undefined;
    this.ask({ requests: [this.request(verb, name, argument)] }, action);
  }

  instances(name: string): readonly Instance[] {
    return this.snapshot.resources.get(name)?.instances ?? [];
  }

  /** What is in flight, such as `create db`. */
  get actions(): readonly string[] {
    return this.jobs.map(({ action, name }) => `${action} ${name}`).sort();
  }

  resource(name: string): Resource {
    const found = this.snapshot.resources.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  /** Where the resource stands. */
  verdict(name: string): Verdict {
    return this.resource(name).verdict;
  }

  /** Why the resource is as it is, in a sentence. */
  why(name: string): string {
    return this.explained(name)?.reason ?? '';
  }

  explained(name: string): Explanation | undefined {
    return explain(this.snapshot, name)[0];
  }

  get convergence(): string {
    return deriveStatus(this.snapshot).convergence;
  }

  get shallRollBack(): boolean {
    return shallRollBack(this.snapshot);
  }

  /** The job in flight of the resource was to be cancelled. */
  isCancelled(name: string): boolean {
    const { ordinal, fence } = this.job(name);
    return this.cancelled.has(`${String(ordinal)}/${String(fence)}`);
  }

  /** Two looks in a row see it so. */
  turns(name: string, status: 'absent' | 'broken', instance = this.only(name)): void {
    this.look(instance, seen(status));
    this.look(instance, seen(status));
  }

  /** Milliseconds until the timer of the instance is due. */
  duration({ timer }: Instance): number | undefined {
    return timer ? timer.dueMs - this.clock.now() : undefined;
  }
}
