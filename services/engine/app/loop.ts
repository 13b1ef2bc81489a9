import type { Clock } from '../../../lib/clock.js';
import { checkpointed } from '../core/facts/checkpointed.js';
import { due } from '../core/facts/due.js';
import { newGoal } from '../core/facts/goal.js';
import { lost } from '../core/facts/lost.js';
import { observed } from '../core/facts/observed.js';
import { reported } from '../core/facts/reported.js';
import type { Instance } from '../core/instance.js';
import { resourceNamed, type Rules } from '../core/snapshot.js';
import { deriveStatus } from '../core/status.js';
import type { Dispatcher } from './dispatch.js';
import type { Fact } from './facts.js';
import type { Seal } from './instance-rows.js';
import { jobId } from './job-id.js';
import { look, type LookContext } from './look.js';
import { jobMessage } from './messages.js';
import { Parked } from './parked.js';
import type { Resident } from './resident.js';
import { TurnRefused, type EventRow, type TurnStore } from './store-port.js';
import { TurnRows } from './turn-rows.js';
import type { Watches } from './watches.js';
import type { JobMessage } from '../../../lib/protocol/worker.js';

export interface LoopOptions {
  /** A turn is closed when it has this many instance rows, */
  readonly rowsPerTurn: number;
  /** or has held the thread for this long. */
  readonly turnMs: number;
}

export interface LoopPorts {
  readonly store: TurnStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rules: Rules;
  readonly seal: Seal;
  readonly dispatcher: Dispatcher;
  readonly watches: Watches;
  /** The epoch of a shard as this engine holds it; undefined: it does not. */
  readonly shardEpoch: (shard: number) => number | undefined;
  /** After a commit, in commit order: for clients that follow. */
  readonly committed: (events: readonly EventRow[]) => void;
  /** The stack is not in memory any more and must be loaded again: fenced, refused, or of unknown outcome. */
  readonly dropped: (
    resident: Resident,
    why: 'fenced' | 'unknown' | 'refused' | 'deleted',
    error?: unknown,
  ) => void;
  readonly measured: (turn: TurnMeasure) => void;
  /** Gives the thread to others and comes back (setImmediate; the simulator's own). */
  readonly breathe: () => Promise<void>;
}

export interface TurnMeasure {
  readonly buildMs: number;
  readonly commitMs: number;
  readonly rows: number;
  readonly jobs: number;
  readonly stacks: number;
}

interface Told {
  readonly resident: Resident;
  readonly fact: Fact;
}

/**
 * The loop of architecture section 4: takes the facts that arrived, applies them, decides for what they touch, writes
 * all of it in one transaction, and only then acknowledges, dispatches and wakes. It is the only one that
 * changes snapshots. Wake it as often as you like.
 */
export class ConvergenceLoop {
  private readonly residents = new Map<string, Resident>();
  private inbox: Told[] = [];
  private readonly active = new Set<Resident>();
  private readonly parked = new Parked();
  private pushes: { readonly resident: Resident; readonly instance: Instance }[] = [];
  /** The facts of the turn under way: acknowledged after its commit, taken again should it fail. */
  private taken: Told[] = [];
  /** Facts for stacks that are being loaded again. */
  private readonly waiting = new Map<string, Fact[]>();
  private running: Promise<void> | undefined;
  private stopped = false;
  private readonly context: LookContext;

  constructor(
    private readonly ports: LoopPorts,
    private readonly options: LoopOptions,
  ) {
    const { clock, dispatcher, random } = ports;
    this.context = {
      clock,
      dispatcher,
      random,
      parked: this.parked,
      push: (resident, instance) => this.pushes.push({ resident, instance }),
      setTimer: (resident, instance) => {
        this.setTimer(resident, instance);
      },
    };
  }

  /** Takes over a stack that was loaded. Its jobs in flight get a lease, its timers run, its things are watched. */
  adopt(resident: Resident): void {
    this.residents.set(resident.id, resident);
    resident.progressAt = this.ports.clock.monotonic();
    for (const instance of resident.snapshot.instances.values()) {
      const { job, timer } = instance;
      if (job) this.adoptJob(resident, instance, job.fence, job.worker);
      if (timer && !timer.rung) this.setTimer(resident, instance);
      this.ports.watches.refresh(resident.snapshot, instance);
    }
    this.ports.watches.flush();
    for (const fact of this.waiting.get(resident.id) ?? []) this.inbox.push({ resident, fact });
    this.waiting.delete(resident.id);
    this.activate(resident);
  }

  /** A stack that was dropped is gone for good: what was told about it is void. */
  forget(stackId: string): void {
    const facts = this.waiting.get(stackId) ?? [];
    this.waiting.delete(stackId);
    for (const fact of facts) if ('done' in fact) fact.done();
  }

  /** It was dropped and is being read anew. */
  awaits(stackId: string): boolean {
    return this.waiting.has(stackId);
  }

  resident(stackId: string): Resident | undefined {
    return this.residents.get(stackId);
  }

  all(): Iterable<Resident> {
    return this.residents.values();
  }

  /** False: the stack is not ours. */
  tell(stackId: string, fact: Fact): boolean {
    const resident = this.residents.get(stackId);
    if (!resident) {
      const waiting = this.waiting.get(stackId);
      waiting?.push(fact);
      return waiting !== undefined;
    }
    this.inbox.push({ resident, fact });
    this.wake();
    return true;
  }

  /** Something changed that stacks wait for: a worker with free slots, new types. */
  capacityChanged(): void {
    this.wake();
  }

  get queued(): { readonly facts: number; readonly stacks: number; readonly parked: number } {
    return { facts: this.inbox.length, stacks: this.active.size, parked: this.parked.size };
  }

  /** Finishes the turn under way; facts that were not taken are not acknowledged and will come again. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private wake(): void {
    if (this.running || this.stopped) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      if (this.hasWork()) this.wake();
    });
  }

  private hasWork(): boolean {
    return !this.stopped && (this.inbox.length > 0 || this.active.size > 0 || this.mayUnpark());
  }

  private async run(): Promise<void> {
    // What arrives in the same breath belongs to the same turn.
    await this.ports.breathe();
    while (this.hasWork()) {
      await this.turn();
      await this.ports.breathe();
    }
  }

  private activate(resident: Resident): void {
    if (!this.active.has(resident)) this.active.add(resident);
    this.wake();
  }

  private async turn(): Promise<void> {
    const { clock } = this.ports;
    const begun = clock.monotonic();
    const involved = new Set<Resident>();
    this.takeFacts(begun, involved);
    this.unpark();
    this.lookAround(begun, involved);
    const rows = this.rowsOf(involved);
    const built = clock.monotonic();
    const pushes = this.pushes;
    this.pushes = [];
    const written = rows.stacks.length === 0 ? involved : await this.commit(rows, involved);
    this.afterCommit(written, rows, pushes);
    this.ports.measured({
      buildMs: built - begun,
      commitMs: clock.monotonic() - built,
      rows: rows.size,
      jobs: rows.jobs.length,
      stacks: involved.size,
    });
  }

  private takeFacts(begun: number, involved: Set<Resident>): void {
    const nowMs = this.ports.clock.now();
    let taken = 0;
    let rows = 0;
    for (const { resident, fact } of this.inbox) {
      if (rows >= this.options.rowsPerTurn || (taken % 16 === 15 && this.overTime(begun))) break;
      taken += 1;
      if (this.residents.get(resident.id) !== resident) continue;
      this.taken.push({ resident, fact });
      resident.changes.nowMs = nowMs;
      const before = resident.changes.dirty.size;
      if (!this.guarded(resident, () => this.apply(resident, fact))) continue;
      rows += resident.changes.dirty.size - before;
      involved.add(resident);
      if (resident.changes.touched.size > 0) this.active.add(resident);
    }
    this.inbox = taken === this.inbox.length ? [] : this.inbox.slice(taken);
  }

  private apply(resident: Resident, fact: Fact): void {
    const { snapshot, changes } = resident;
    if (resident.refused && fact.kind !== 'goal') return;
    switch (fact.kind) {
      case 'goal':
        if (fact.goal.revision <= snapshot.goal.revision) return;
        newGoal(snapshot, changes, fact.goal);
        resident.refused = '';
        return;
      case 'reported':
        reported(snapshot, changes, fact.report);
        return;
      case 'checkpointed':
        if (checkpointed(snapshot, changes, fact.checkpoint) === 'stale') fact.refused();
        return;
      case 'observed':
        observed(snapshot, changes, fact.fact);
        return;
      case 'due':
        due(snapshot, changes, fact.ordinal, fact.dueMs);
        return;
      case 'lost':
        lost(snapshot, changes, fact.ordinal, fact.fence);
        return;
      case 'look':
        for (const name of fact.resources) changes.touch(resourceNamed(snapshot, name));
    }
  }

  /** Looks at what is touched, stack by stack in turns, until the turn is full. */
  private lookAround(begun: number, involved: Set<Resident>): void {
    const nowMs = this.ports.clock.now();
    let rows = 0;
    for (const resident of involved) rows += resident.changes.dirty.size;
    let looks = 0;
    for (const resident of this.active) {
      this.active.delete(resident);
      if (this.residents.get(resident.id) !== resident || resident.refused) continue;
      const { changes } = resident;
      changes.nowMs = nowMs;
      involved.add(resident);
      for (const resource of changes.touched) {
        changes.touched.delete(resource);
        const before = changes.dirty.size;
        if (
          !this.guarded(resident, () => {
            look(this.context, resident, resource);
          })
        )
          break;
        rows += changes.dirty.size - before;
        looks += 1;
        if (rows >= this.options.rowsPerTurn || (looks % 16 === 0 && this.overTime(begun))) break;
      }
      if (changes.touched.size > 0) {
        // The rest comes in the next turn, after the other stacks.
        this.active.add(resident);
        if (rows >= this.options.rowsPerTurn || this.overTime(begun)) return;
      }
    }
  }

  /** A fault of ours in one stack must not stop the others: that one is held, and says so. */
  private guarded(resident: Resident, step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      this.drop(resident, 'refused', error);
      return false;
    }
  }

  private overTime(begun: number): boolean {
    return this.ports.clock.monotonic() - begun > this.options.turnMs;
  }

  private mayUnpark(): boolean {
    for (const type of this.parked.types())
      if (typeof this.ports.dispatcher.place(type, '') !== 'string') return true;
    return false;
  }

  /** As many as there are credits are looked at again; should they find none after all, they wait on. */
  private unpark(): void {
    for (const type of this.parked.types()) {
      let free = this.ports.dispatcher.freeFor(type);
      while (free > 0) {
        const next = this.parked.next(type);
        if (!next) break;
        free -= 1;
        next.resident.changes.touch(next.resource);
        this.active.add(next.resident);
      }
    }
  }

  private rowsOf(involved: Iterable<Resident>): TurnRows {
    const rows = new TurnRows(this.ports.seal);
    const nowMs = this.ports.clock.now();
    for (const resident of involved) {
      if (this.residents.get(resident.id) === resident && needsWrite(resident)) rows.add(resident, nowMs);
    }
    return rows;
  }

  /** Answers those whose rows are in the database; the others are out of memory by then. */
  private async commit(rows: TurnRows, involved: ReadonlySet<Resident>): Promise<ReadonlySet<Resident>> {
    const { store, shardEpoch } = this.ports;
    const epochs = new Map<number, number>();
    for (const { shard } of rows.stacks) epochs.set(shard, shardEpoch(shard) ?? -1);
    const turn = rows.turn(Array.from(epochs, ([id, epoch]) => ({ id, epoch })).sort((a, b) => a.id - b.id));
    const writing = new Set(turn.stacks.map(({ id }) => id));
    try {
      const written = await store.commitTurn(turn);
      const ours = new Set<Resident>();
      for (const resident of involved) {
        if (!writing.has(resident.id) || written.has(resident.id)) ours.add(resident);
        else this.drop(resident, 'fenced');
      }
      return ours;
    } catch (error) {
      if (!(error instanceof TurnRefused)) {
        for (const resident of involved) if (writing.has(resident.id)) this.drop(resident, 'unknown', error);
        return new Set([...involved].filter(({ id }) => !writing.has(id)));
      }
      return await this.halve(
        turn.stacks.map(({ id }) => id),
        rows,
        involved,
        error,
      );
    }
  }

  /** A refused batch is halved until the guilty stack stands alone; only that one is held (R20). */
  private async halve(
    ids: readonly string[],
    rows: TurnRows,
    involved: ReadonlySet<Resident>,
    error: unknown,
  ): Promise<ReadonlySet<Resident>> {
    if (ids.length === 1) {
      for (const resident of involved) if (resident.id === ids[0]) this.drop(resident, 'refused', error);
      return new Set([...involved].filter(({ id }) => id !== ids[0]));
    }
    const middle = Math.ceil(ids.length / 2);
    const ours = new Set<Resident>();
    for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
      const some = new Set(half);
      const part = new Set([...involved].filter(({ id }) => some.has(id)));
      for (const resident of await this.commit(rows.only(some), part)) ours.add(resident);
    }
    for (const resident of involved) if (!ids.includes(resident.id)) ours.add(resident);
    return ours;
  }

  private drop(resident: Resident, why: 'fenced' | 'unknown' | 'refused' | 'deleted', error?: unknown): void {
    this.residents.delete(resident.id);
    this.active.delete(resident);
    this.parked.forget(resident);
    for (const instance of resident.snapshot.instances.values()) {
      this.ports.dispatcher.release(
        jobId(resident.id, instance.ordinal, instance.type, instance.resource.name),
      );
      this.ports.watches.end(resident.snapshot, instance);
    }
    if (why !== 'deleted') {
      // Nothing was acknowledged: it is all taken again once the stack was read anew.
      const mine = (told: Told) => told.resident === resident;
      this.waiting.set(
        resident.id,
        [...this.taken.filter(mine), ...this.inbox.filter(mine)].map(({ fact }) => fact),
      );
    }
    this.ports.dropped(resident, why, error);
  }

  private afterCommit(
    written: ReadonlySet<Resident>,
    rows: TurnRows,
    pushes: readonly { readonly resident: Resident; readonly instance: Instance }[],
  ): void {
    const { watches, clock } = this.ports;
    for (const { resident, fact } of this.taken) if (written.has(resident) && 'done' in fact) fact.done();
    this.taken = [];
    this.push(pushes.filter(({ resident }) => written.has(resident)));
    for (const resident of written) {
      for (const instance of resident.written) watches.refresh(resident.snapshot, instance);
      if (resident.written.length > 0) resident.progressAt = clock.monotonic();
      resident.written.length = 0;
      if (resident.row.deleted) this.drop(resident, 'deleted');
    }
    watches.flush();
    const ids = new Set(Array.from(written, ({ id }) => id));
    if (rows.events.length > 0) this.ports.committed(rows.events.filter(({ stack }) => ids.has(stack)));
  }

  /** Many jobs a message. A worker that left meanwhile gets nothing: its lease runs out. */
  private push(jobs: readonly { readonly resident: Resident; readonly instance: Instance }[]): void {
    const byWorker = new Map<string, JobMessage[]>();
    for (const { resident, instance } of jobs) {
      const message = jobMessage(resident, instance);
      if (!message || !instance.job) continue;
      const queue = byWorker.get(instance.job.worker);
      if (queue) queue.push(message);
      else byWorker.set(instance.job.worker, [message]);
    }
    for (const [worker, queue] of byWorker)
      this.ports.dispatcher.linkTo(worker)?.send({ kind: 'jobs', jobs: queue });
  }

  /** A worker that is connected may never have got it; it runs a job it has already only once. */
  private adoptJob(resident: Resident, instance: Instance, fence: number, worker: string): void {
    const id = jobId(resident.id, instance.ordinal, instance.type, instance.resource.name);
    this.ports.dispatcher.adopt({ jobId: id, fence, worker });
    this.push([{ resident, instance }]);
  }

  private setTimer(resident: Resident, instance: Instance): void {
    const { timer } = instance;
    if (!timer) return;
    const { dueMs } = timer;
    const { ordinal } = instance;
    this.ports.clock.setTimer(Math.max(0, dueMs - this.ports.clock.now()), () => {
      this.tell(resident.id, { kind: 'due', ordinal, dueMs });
    });
  }
}

function needsWrite({ changes, snapshot, row }: Resident): boolean {
  if (changes.dirty.size > 0 || changes.removed.size > 0 || changes.events.length > 0) return true;
  if (row.seen !== snapshot.goal.revision) return true;
  const { action, status, convergence } = deriveStatus(snapshot);
  return row.action !== action || row.status !== status || row.convergence !== convergence;
}
