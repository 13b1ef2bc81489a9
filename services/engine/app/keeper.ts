import type { Clock } from '../../../lib/clock.js';
import { shallRollBack, type Rules } from '../core/snapshot.js';
import type { Seal } from './instance-rows.js';
import type { DropReason } from './commit-rows.js';
import type { ConvergenceLoop } from './loop.js';
import { parseGoal } from './parse-goal.js';
import { hide, readStack } from './read-stack.js';
import { newResident, type Resident } from './resident.js';
import type { StoredRevision, TurnStore } from './store-port.js';

export interface KeeperPorts {
  readonly store: TurnStore;
  readonly loop: ConvergenceLoop;
  readonly rules: Rules;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly breathe: () => Promise<void>;
  /** The epoch of a shard that is held. */
  readonly epochOf: (shard: number) => number | undefined;
  /** Shards held now, and not about to be given away. */
  readonly shards: () => readonly number[];
  readonly isHeld: (shard: number) => boolean;
  readonly log: { warn(details: object, message: string): void };
}

/** Stacks loaded at a time: bounds memory and the time a query takes. */
const BATCH = 200;
const RETRY_MS = 500;

/**
 * Keeps the right stacks in the loop's memory: loads them at take-over, brings new goals as they are written, and reads a
 * stack anew when the loop dropped it.
 */
export class Keeper {
  private sweeping: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  /** Stacks whose way back is being written, and from which revision. */
  private readonly goingBack = new Map<string, number>();

  constructor(private readonly ports: KeeperPorts) {}

  /** Brings the stacks into memory, as they were last written. */
  async load(stackIds: readonly string[]): Promise<void> {
    for (let i = 0; i < stackIds.length; i += BATCH) {
      const stored = await this.ports.store.loadStacks(stackIds.slice(i, i + BATCH));
      for (const stack of stored) {
        const resident = await readStack(this.ports, stack);
        // Brought by its new goal meanwhile, or being read anew.
        if (
          this.isOurs(stack.shard) &&
          !this.ports.loop.resident(stack.id) &&
          !this.ports.loop.awaits(stack.id)
        ) {
          this.ports.loop.adopt(resident);
        }
      }
    }
  }

  /** Looks for goals that were written and not seen. Call it as often as you like; calls run one after another. */
  sweep(): Promise<void> {
    this.again = true;
    this.sweeping ??= this.sweepUntilQuiet().finally(() => {
      this.sweeping = undefined;
    });
    return this.sweeping;
  }

  /** The loop does not have the stack any more: unless another engine has it, it is read anew. */
  dropped(resident: Resident, why: DropReason, error?: unknown): void {
    if (why === 'deleted' || why === 'released' || this.stopped) return;
    this.ports.log.warn({ stack: resident.id, why, err: error }, 'a stack is read anew');
    const refusal = why === 'refused' ? textOf(error) : '';
    const reload = async () => {
      if (refusal !== '') await this.hold(resident, refusal);
      const [stored] = await this.ports.store.loadStacks([resident.id]);
      const fresh = stored && (await readStack(this.ports, stored));
      if (!fresh || !this.isOurs(fresh.row.shard)) {
        this.ports.loop.forget(resident.id);
        return;
      }
      fresh.refused = refusal;
      this.ports.loop.adopt(fresh);
      // On its own: once the stack is back it must not be read over what the loop has done since.
      this.retry(() => this.sweep());
    };
    this.retry(reload);
  }

  /**
   * Something has failed on the way to a goal that was never reached, and the stack shall go back: the goal for that is written, unless a
   * user has written another one meanwhile, or it was reached after all. Call it as often as you like.
   */
  goBack({ id, row, snapshot }: Resident): void {
    const { revision } = snapshot.goal;
    if (this.goingBack.get(id) === revision) return;
    this.goingBack.set(id, revision);
    this.retry(async () => {
      const epoch = this.ports.epochOf(row.shard);
      const now = this.ports.loop.resident(id)?.snapshot;
      // What had failed may be well by the time the store answers again.
      if (epoch === undefined || !now || now.goal.revision !== revision || !shallRollBack(now)) {
        this.goingBack.delete(id);
        return;
      }
      await this.ports.store.rollBack({ id, shard: row.shard, epoch, revision });
      this.goingBack.delete(id);
      await this.sweep();
    });
  }

  stop(): void {
    this.stopped = true;
  }

  /** Without a word of it in the database, users would see a stack that is in progress for ever. */
  private async hold({ id, row, snapshot }: Resident, why: string): Promise<void> {
    const epoch = this.ports.epochOf(row.shard);
    if (epoch === undefined) return;
    const reason = `Held, since the engine cannot go on with it: ${why}; update the stack to try again`;
    const timeMs = this.ports.clock.now();
    await this.ports.store.holdStack({
      id,
      shard: row.shard,
      epoch,
      revision: snapshot.goal.revision,
      reason,
      timeMs,
    });
  }

  private retry(step: () => Promise<void>): void {
    step().catch((error: unknown) => {
      if (this.stopped) return;
      this.ports.log.warn({ err: error }, 'the store does not answer; trying again');
      this.ports.clock.setTimer(RETRY_MS, () => {
        this.retry(step);
      });
    });
  }

  private async sweepUntilQuiet(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      for (const revision of await this.ports.store.loadNewRevisions(this.ports.shards()))
        await this.bring(revision);
    }
  }

  private isOurs(shard: number): boolean {
    return this.ports.isHeld(shard);
  }

  private async bring(revision: StoredRevision): Promise<void> {
    const { loop, rules, clock, breathe } = this.ports;
    const known = loop.resident(revision.stackId);
    if (known && known.snapshot.goal.revision >= revision.number) return;
    const goal = await parseGoal(revision, known?.snapshot.goal.resources ?? [], breathe);
    if (!loop.resident(revision.stackId)) {
      if (loop.awaits(revision.stackId)) return;
      // Only of a stack without an earlier goal is it certain that nothing is stored yet.
      if (revision.number > 1) await this.load([revision.stackId]);
    }
    if (!this.isOurs(revision.shard)) return;
    if (!loop.resident(revision.stackId)) {
      if (revision.number > 1) return;
      const { stackId: id, stackName: name, tenant, shard } = revision;
      loop.adopt(newResident({ id, name, tenant, shard }, undefined, rules, clock.now()));
    }
    const resident = loop.resident(revision.stackId);
    hide(resident, revision);
    const { deadlineMs, traceParent } = revision;
    loop.tell(revision.stackId, { kind: 'goal', goal, deadlineMs, traceParent });
  }
}

/** With its cause, where what the database said stands. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
