import {
  TurnRefused,
  type InstanceRow,
  type JobRow,
  type HeldStack,
  type StackRow,
  type StoredRevision,
  type StoredStack,
  type Turn,
  type TurnStore,
} from '../../services/engine/app/store-port.js';
import type { GoalAction } from '../../services/engine/core/goal.js';
import type { Random } from './random.js';
import type { SimTime } from './sim-time.js';

interface Stack {
  readonly id: string;
  readonly name: string;
  row: StackRow | undefined;
  readonly revisions: { readonly action: GoalAction; readonly goalText: string }[];
  readonly instances: Map<number, InstanceRow>;
  readonly jobs: Map<number, JobRow>;
}

export interface StoreFaults {
  /** Of a commit: that it never happens, happens with its answer lost, or is refused. */
  readonly fails: number;
  readonly loses: number;
  readonly refuses: number;
}

/** A database as the engine meets it: slow, sometimes away, and now and then silent about what it did. */
export class SimDatabase {
  readonly stacks = new Map<string, Stack>();
  readonly claims = new Map<string, { stack: string; ordinal: number }>();
  readonly events: string[] = [];
  faults: StoreFaults = { fails: 0, loses: 0, refuses: 0 };
  epoch = 0;
  commits = 0;

  constructor(
    private readonly time: SimTime,
    private readonly random: Random,
  ) {}

  /** What the REST API would write. */
  put(name: string, goalText: string, action: 'UPDATE' | 'DELETE'): void {
    const id = idOf(name);
    let stack = this.stacks.get(id);
    if (!stack) {
      stack = { id, name, row: undefined, revisions: [], instances: new Map(), jobs: new Map() };
      this.stacks.set(id, stack);
    }
    const first = stack.revisions.length === 0 && action !== 'DELETE';
    stack.revisions.push({ action: first ? 'CREATE' : action, goalText });
  }

  /** As the API shows it. */
  status(name: string): string {
    const stack = this.stacks.get(idOf(name));
    if (!stack) return 'NONE';
    if (!stack.row || stack.row.seen < stack.revisions.length) return 'UNSEEN';
    return `${stack.row.action}_${stack.row.status}`;
  }

  row(name: string): StackRow | undefined {
    return this.stacks.get(idOf(name))?.row;
  }

  storeFor(epoch: number): TurnStore {
    const later = async <T>(read: () => T): Promise<T> => {
      await this.wait();
      if (this.random.chance(this.faults.fails)) throw new Error('the database is away');
      return read();
    };
    return {
      commitTurn: (turn) => this.commit(turn, epoch),
      loadStacks: (ids) => later(() => ids.flatMap((id) => this.stored(id))),
      holdStack: (held) =>
        later(() => {
          if (held.epoch === this.epoch) this.hold(held);
        }),
      loadNewRevisions: () => later(() => this.unseen()),
    };
  }

  claim = async (
    claims: readonly { key: string; stack: string; ordinal: number }[],
  ): Promise<ReadonlyMap<string, string>> => {
    await this.wait();
    const taken = new Map<string, string>();
    for (const { key, stack, ordinal } of claims) {
      const holder = this.claims.get(key);
      if (holder && holder.stack !== stack) taken.set(key, holder.stack);
      else this.claims.set(key, { stack, ordinal });
    }
    return taken;
  };

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.time.plan(this.random.chance(0.1) ? this.random.below(300) : this.random.below(4), resolve);
    });
  }

  private async commit(turn: Turn, epoch: number): Promise<ReadonlySet<string>> {
    const { random, faults } = this;
    await this.wait();
    if (random.chance(faults.fails)) throw new Error('the connection was lost before the commit');
    if (random.chance(faults.refuses)) throw new TurnRefused('the database will not have these rows');
    const written = epoch === this.epoch ? this.write(turn) : new Set<string>();
    if (random.chance(faults.loses)) throw new Error('the connection was lost during the commit');
    await this.wait();
    return written;
  }

  private write(turn: Turn): Set<string> {
    this.commits += 1;
    for (const row of turn.stacks) this.must(row.id).row = row;
    for (const row of turn.inserted) {
      const { instances } = this.must(row.stack);
      if (instances.has(row.ordinal)) throw new Error(`instance ${row.name} is inserted twice`);
      instances.set(row.ordinal, row);
    }
    for (const row of turn.updated) {
      const { instances } = this.must(row.stack);
      const before = instances.get(row.ordinal);
      if (!before) throw new Error(`instance ${row.name} is updated and has no row`);
      instances.set(row.ordinal, { ...row, applied: row.applied ?? before.applied });
    }
    for (const { stack, ordinal, key } of turn.removed) {
      this.must(stack).instances.delete(ordinal);
      this.release((claim, name) => claim.stack === stack && (claim.ordinal === ordinal || name === key));
    }
    for (const { id, deleted } of turn.stacks) if (deleted) this.release((claim) => claim.stack === id);
    for (const row of turn.jobs) this.must(row.stack).jobs.set(row.ordinal, row);
    for (const { stack, ordinal } of turn.endedJobs) this.must(stack).jobs.delete(ordinal);
    for (const { time, name, action, status, reason } of turn.events)
      this.events.push(`${String(time)} ${name} ${action}_${status} ${reason}`);
    return new Set(turn.stacks.map(({ id }) => id));
  }

  private release(which: (claim: { stack: string; ordinal: number }, key: string) => boolean): void {
    for (const [key, claim] of this.claims) if (which(claim, key)) this.claims.delete(key);
  }

  private must(id: string): Stack {
    const stack = this.stacks.get(id);
    if (!stack) throw new Error(`no stack ${id}`);
    return stack;
  }

  private hold({ id, revision, reason }: HeldStack): void {
    const stack = this.must(id);
    const [stored] = this.stored(id);
    if (!stored) return;
    const action = stack.revisions.at(-1)?.action ?? 'CREATE';
    const seen = Math.max(stored.row.seen, revision);
    stack.row = {
      ...stored.row,
      seen,
      event: stored.row.event + 1,
      action,
      status: 'FAILED',
      reason,
      convergence: 'failed',
    };
  }

  private stored(id: string): StoredStack[] {
    const stack = this.stacks.get(id);
    if (!stack || stack.row?.deleted) return [];
    const row: StackRow = stack.row ?? {
      id, shard: 0, seen: 0, completed: 0, ordinal: 1, event: 0, action: 'CREATE', status: 'IN_PROGRESS',
      reason: '', convergence: 'converging', deleted: false,
    }; // prettier-ignore
    const goal = row.seen > 0 ? this.revision(stack, row.seen) : undefined;
    const { name, instances, jobs } = stack;
    return [
      {
        id,
        name,
        tenant: 't',
        shard: 0,
        row,
        goal,
        instances: [...instances.values()],
        jobs: [...jobs.values()],
      },
    ];
  }

  private unseen(): StoredRevision[] {
    const unseen: StoredRevision[] = [];
    for (const stack of this.stacks.values())
      if (stack.revisions.length > (stack.row?.seen ?? 0) && !stack.row?.deleted)
        unseen.push(this.revision(stack, stack.revisions.length));
    return unseen;
  }

  private revision(stack: Stack, number: number): StoredRevision {
    const { action, goalText } = stack.revisions[number - 1] as Stack['revisions'][number];
    return { stackId: stack.id, stackName: stack.name, tenant: 't', shard: 0, number, action, goalText };
  }
}

/** The id of the stack of that name. */
export function idOf(name: string): string {
  const hex = Buffer.from(name).toString('hex').padStart(12, '0').slice(-12);
  return `00000000-0000-4000-8000-${hex}`;
}
