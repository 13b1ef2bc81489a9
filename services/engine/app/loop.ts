import { shallRollBack } from '../core/snapshot.js';
import { setDeadline } from './deadline.js';
import { disown, type Fact } from './facts.js';
import { setDueTimer } from './due-timer.js';
import { leave } from './leave.js';
import { look, type LookContext } from './look.js';
import { lookAround } from './look-around.js';
import { TurnBudget } from './turn-budget.js';
import { applyFact } from './apply-fact.js';
import { reportedRun } from './messages.js';
import { commitRows, type DropReason } from './commit-rows.js';
import { Outgoing } from './outgoing.js';
import { Parked } from './parked.js';
import type { Resident } from './resident.js';
import { resume } from './resume.js';
import { WaitingRoom } from './waiting-room.js';
import { needsWrite, TurnRows } from './turn-rows.js';
import type { LoopOptions, LoopPorts } from './loop-ports.js';

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
  private readonly parked: Parked;
  private readonly outgoing = new Outgoing();
  /** The facts of the turn under way: acknowledged after its commit, taken again should it fail. */
  private taken: Told[] = [];
  /** Facts for stacks that are being loaded again. */
  private readonly waiting = new WaitingRoom();
  private running: Promise<void> | undefined;
  private turning: Promise<void> | undefined;
  /** The stacks that it writes, or that the one before did. */
  private writing: ReadonlySet<string> = new Set();
  private stopped = false;
  private readonly context: LookContext;

  constructor(
    private readonly ports: LoopPorts,
    private readonly options: LoopOptions,
  ) {
    const { clock, dispatcher, limits, random } = ports;
    this.parked = new Parked(dispatcher, limits);
    this.context = {
      clock,
      dispatcher,
      limits,
      random,
      parked: this.parked,
      push: this.outgoing.push.bind(this.outgoing),
      cancel: this.outgoing.cancel.bind(this.outgoing),
      setTimer: (resident, instance) => {
        setDueTimer(clock, this.tell.bind(this), resident.id, instance);
      },
    };
  }

  /** Takes over a stack that was loaded. */
  adopt(resident: Resident): void {
    this.residents.set(resident.id, resident);
    const { clock } = this.ports;
    resident.progressAt = clock.monotonic();
    const waiting = this.waiting.close(resident.id);
    const isPushed = resume(this.ports, this.context, resident, waiting);
    setDeadline(clock, this.tell.bind(this), resident);
    for (const fact of waiting) this.inbox.push({ resident, fact });
    if (isPushed) this.active.add(resident);
    else this.drop(resident, 'fenced');
    this.wake();
  }

  /** A stack that was dropped is another engine's. */
  forget(stackId: string): void {
    for (const fact of this.waiting.close(stackId)) disown(fact);
  }

  /** These stacks go to another engine. Resolves once nothing more is written of them. */
  async release(isLeaving: (resident: Resident) => boolean): Promise<void> {
    for (const resident of [...this.residents.values()])
      if (isLeaving(resident)) this.drop(resident, 'released');
    const inbox = this.inbox;
    this.inbox = inbox.filter(({ resident }) => !isLeaving(resident));
    for (const { resident, fact } of inbox) if (isLeaving(resident)) disown(fact);
    this.ports.watches.flush();
    await this.turning;
  }

  /** It was dropped and is being read anew. */
  awaits = (stackId: string): boolean => this.waiting.awaits(stackId);

  /** Settles once what is in memory of the stack is stored: before that nobody is told of it, or other engines would not know. */
  async stored(stackId: string): Promise<void> {
    if (this.writing.has(stackId)) await this.turning;
  }

  resident(stackId: string): Resident | undefined {
    return this.residents.get(stackId);
  }

  all(): Iterable<Resident> {
    return this.residents.values();
  }

  get stacks(): number {
    return this.residents.size;
  }

  /** False: the stack is not ours. */
  tell(stackId: string, fact: Fact): boolean {
    const resident = this.residents.get(stackId);
    if (!resident) return this.waiting.tell(stackId, fact);
    this.inbox.push({ resident, fact });
    this.wake();
    return true;
  }

  get queued(): { readonly facts: number; readonly stacks: number; readonly parked: number } {
    return { facts: this.inbox.length, stacks: this.active.size, parked: this.parked.size };
  }

  /** Finishes the turn under way; facts that were not taken are not acknowledged and will come again. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Also when something changed that stacks wait for: a worker with free slots, new types. */
  wake(): void {
    if (this.running || this.stopped) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      if (this.hasWork()) this.wake();
    });
  }

  private hasWork(): boolean {
    return !this.stopped && (this.inbox.length > 0 || this.active.size > 0 || this.parked.mayGo());
  }

  private async run(): Promise<void> {
    // What arrives in the same breath belongs to the same turn.
    await this.ports.breathe();
    while (this.hasWork()) {
      this.turning = this.turn();
      await this.turning;
      await this.ports.breathe();
    }
  }

  private async turn(): Promise<void> {
    const { clock } = this.ports;
    const budget = new TurnBudget(clock, this.options);
    const involved = new Set<Resident>();
    this.takeFacts(budget, involved);
    this.unpark();
    this.lookAround(budget, involved);
    const rows = this.rowsOf(involved);
    const built = clock.monotonic();
    if (rows.stacks.length > 0) await this.commit(rows, involved);
    this.afterCommit(new Set([...involved].filter((one) => this.residents.get(one.id) === one)), rows);
    this.ports.measured({
      buildMs: built - budget.begun,
      commitMs: clock.monotonic() - built,
      rows: rows.size,
      jobs: rows.jobs.length,
      stacks: involved.size,
    });
  }

  private takeFacts(budget: TurnBudget, involved: Set<Resident>): void {
    const nowMs = this.ports.clock.now();
    const arrived = this.inbox;
    this.inbox = [];
    let taken = 0;
    for (const { resident, fact } of arrived) {
      if (budget.isSpent) break;
      taken += 1;
      if (this.residents.get(resident.id) !== resident) {
        this.redirect(resident.id, fact);
        continue;
      }
      if (resident.refused && fact.kind !== 'goal') {
        // A handler must not wait for what cannot be saved: it would keep its slot from the others.
        if (fact.kind === 'checkpointed') fact.refused();
        else resident.held.push(fact);
        continue;
      }
      this.taken.push({ resident, fact });
      resident.changes.nowMs = nowMs;
      const before = resident.changes.dirty.size;
      if (!this.guarded(resident, applyFact.bind(undefined, resident, fact, this.ports.jobSpans))) continue;
      if (fact.kind === 'goal') setDeadline(this.ports.clock, this.tell.bind(this), resident);
      // Its run may have been adopted after its report had come.
      if (fact.kind === 'reported') this.ports.dispatcher.ended(reportedRun(resident.id, fact.report));
      if (!resident.refused)
        for (const held of resident.held.splice(0)) this.inbox.push({ resident, fact: held });
      budget.spend(resident.changes.dirty.size - before);
      involved.add(resident);
      if (resident.changes.touched.size > 0) this.active.add(resident);
    }
    if (taken < arrived.length) this.inbox = [...arrived.slice(taken), ...this.inbox];
  }

  /** It was told to a copy of the stack that is not in memory any more. */
  private redirect(stackId: string, fact: Fact): void {
    if (!this.tell(stackId, fact)) disown(fact);
  }

  private lookAround(budget: TurnBudget, involved: Set<Resident>): void {
    const nowMs = this.ports.clock.now();
    for (const resident of this.active)
      if (this.residents.get(resident.id) !== resident || resident.refused) this.active.delete(resident);
    lookAround(this.active, budget, (resident, resource) => {
      resident.changes.nowMs = nowMs;
      involved.add(resident);
      return this.guarded(resident, () => {
        look(this.context, resident, resource);
      });
    });
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

  /** What waited for a worker or its provider is looked at again, as far as there is room. */
  private unpark(): void {
    for (const { resident, resource } of this.parked.taken()) {
      resident.changes.touch(resource);
      this.active.add(resident);
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

  /** Writes the rows; what was not written is dropped. */
  private async commit(rows: TurnRows, involved: ReadonlySet<Resident>): Promise<void> {
    const ids = (this.writing = new Set(rows.stacks.map(({ id }) => id)));
    const writing = [...involved].filter(({ id }) => ids.has(id));
    const { dropped } = await commitRows(this.ports, rows, writing);
    for (const { resident, why, error } of dropped) this.drop(resident, why, error);
  }

  /** What is in memory of it does not count any more. */
  drop(resident: Resident, why: DropReason, error?: unknown): void {
    this.residents.delete(resident.id);
    this.active.delete(resident);
    this.parked.forget(resident);
    leave(this.ports, resident, why);
    const mine = (told: Told) => told.resident === resident;
    const open = [...resident.held.splice(0), ...this.taken.filter(mine).map(({ fact }) => fact)];
    if (why === 'released') for (const fact of open) disown(fact);
    // Nothing was acknowledged: it is all taken again once the stack was read anew.
    else if (why !== 'deleted') this.waiting.open(resident.id, open);
    this.ports.dropped(resident, why, error);
  }

  private afterCommit(written: ReadonlySet<Resident>, rows: TurnRows): void {
    const { watches, clock } = this.ports;
    for (const { resident, fact } of this.taken) if (written.has(resident) && 'done' in fact) fact.done();
    this.taken = [];
    const late = this.ports.mayPush() ? new Set<Resident>() : this.outgoing.discard();
    this.outgoing.send(this.ports, written);
    for (const resident of written) {
      for (const instance of resident.written) watches.refresh(resident.snapshot, instance);
      if (resident.written.length > 0) resident.progressAt = clock.monotonic();
      resident.written.length = 0;
      if (shallRollBack(resident.snapshot)) this.ports.goBack(resident);
      if (resident.changes.touched.size > 0) this.active.add(resident);
      if (resident.row.deleted) this.drop(resident, 'deleted');
      else if (late.has(resident)) this.drop(resident, 'fenced');
    }
    watches.flush();
    const ids = new Set(Array.from(written, ({ id }) => id));
    if (rows.events.length > 0) this.ports.committed(rows.events.filter(({ stack }) => ids.has(stack)));
  }
}
