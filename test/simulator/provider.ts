/**
 * What a run of a handler does when things go wrong. All but the first two promise what the contract asks: what was not
 * reported is found again by key or checkpoint, `observe` tells the truth in the end, and nothing begins after an abort.
 */
export type Conduct =
  /** Fails before it has done anything, and may succeed the next time; */
  | 'Transient'
  /** or waits, and wants to be run again a while later; */
  | 'Again'
  /** or never will succeed. */
  | 'Permanent'
  /** Does all of it, and then fails. */
  | 'After'
  /** Does some of it, and then fails. */
  | 'Half'
  /** Says that it is done, and it is not: looks see that nothing is there, or that it is broken. */
  | 'Lie'
  /** Says that it is done, and it comes about a while later. */
  | 'Late'
  /** Does not return before it is aborted. */
  | 'Stuck'
  /** Does not return, and goes on for long when it is aborted. */
  | 'Deaf';

/** What a scenario tells the provider to do. */
export class Provider {
  private readonly planned = new Map<string, { left: number; readonly conduct: Conduct }>();
  private readonly held = new Set<string>();
  private readonly waiting = new Set<string>();

  /** The next actions of that kind on things of that resource go so. */
  next(action: string, resource: string, conduct: Conduct, times = 1): void {
    this.planned.set(`${action} ${resource}`, { left: times, conduct });
  }

  /** What was to go wrong does so no more. */
  heal(): void {
    this.planned.clear();
  }

  take(action: string, resource: string): Conduct | undefined {
    const step = `${action} ${resource}`;
    const planned = this.planned.get(step);
    if (!planned || planned.left === 0) return undefined;
    planned.left -= 1;
    if (planned.conduct === 'Stuck') this.waiting.add(step);
    return planned.conduct;
  }

  /** Actions of that kind wait until `release`. */
  hold(action: string, resource: string): void {
    this.held.add(`${action} ${resource}`);
  }

  release(action: string, resource: string): void {
    this.held.delete(`${action} ${resource}`);
    this.waiting.delete(`${action} ${resource}`);
  }

  /** True while an action of that kind has to wait. */
  isHeld(action: string, resource: string): boolean {
    const step = `${action} ${resource}`;
    if (this.held.has(step)) this.waiting.add(step);
    return this.held.has(step);
  }

  /** An action that is held, or got stuck, has begun. */
  waitsAt(action: string, resource: string): boolean {
    return this.waiting.has(`${action} ${resource}`);
  }
}
