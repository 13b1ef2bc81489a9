import {
  TurnRefused,
  type HeldStack,
  type SnapshotRow,
  type StackRow,
  type StoredRevision,
  type StoredStack,
  type Turn,
  type TurnStore,
} from '../../services/engine/app/store-port.js';
import { EMPTY_GOAL, type NewRevision } from '../../services/engine/store/revisions.js';
import type { IntakePorts } from '../../services/engine/app/intake.js';
import type { Outbox } from '../../services/engine/app/event-sink.js';
import type { ShardLeases } from '../../services/engine/app/shard-keeper.js';
import { TENANT } from './asks.js';
import { shardOf, SimShards, type Ask } from './sim-shards.js';
import type { Random } from './random.js';
import { SimOutbox } from './sim-outbox.js';
import { simRecords } from './sim-records.js';
import type { World } from './world.js';
import type { KeptRecords } from '../../services/engine/app/records/kept-records.js';
import {
  baseOf,
  endSnapshot,
  firstRow,
  goalOf,
  newestOf,
  newStack,
  storedRevision,
  wantedOf,
  type SimRevision,
  type SimStack,
} from './sim-stack.js';
import { EPOCH_MS, type SimTime } from './sim-time.js';
import type { WantedStack } from './wanted.js';
import type { Climate } from './weather.js';

/** Who asks the database. */
export interface Client {
  readonly id: string;
  /** Settles when the process goes on: never, once it is dead. */
  readonly gate: () => Promise<void>;
  /** It does not reach the database. */
  readonly isCut: () => boolean;
}

/** What an engine can ask. */
export interface Connection {
  readonly store: TurnStore;
  readonly leases: (onChange: () => void) => ShardLeases;
  readonly listStackIds: (shards: readonly number[]) => Promise<string[]>;
  readonly outbox: Outbox;
  readonly claim: IntakePorts['claim'];
  readonly existing: IntakePorts['existing'];
  readonly records: (world: World) => KeptRecords;
  readonly findClaims: (
    keys: readonly string[],
  ) => Promise<{ key: string; stack: string; ordinal: number; shard: number }[]>;
}

/** A database as the engine meets it: slow, sometimes away, and now and then silent about what it did. */
export class SimDatabase {
  readonly stacks = new Map<string, SimStack>();
  readonly claims = new Map<string, { stack: string; ordinal: number }>();
  readonly events: string[] = [];
  readonly outbox: SimOutbox;
  /** Who owns what: who comes with another epoch writes nothing. */
  readonly shards: SimShards;
  /** Hears of every commit, once it is true, and whose it is. */
  onCommit: (turn: Turn, engine: string) => void = () => undefined;
  /** Hears of every way back that an engine takes by itself, before it does. */
  onRollBack: (stack: SimStack) => void = () => undefined;
  /** Hears of goals that the engine writes by itself. */
  onGoal: () => void = () => undefined;

  constructor(
    private readonly time: SimTime,
    private readonly random: Random,
    private readonly climate: Climate,
    /** For what happens beside: with it nothing else happens otherwise. */
    private readonly aside: Random,
  ) {
    const shards = (this.shards = new SimShards(time));
    this.outbox = new SimOutbox({ shardOf, epochOf: (shard) => shards.epochOf(shard) });
  }

  /** A user's stack with its first goal. */
  insertStack(name: string, revision: NewRevision): SimStack {
    const stack = newStack(idOf(name), name);
    this.stacks.set(stack.id, stack);
    stack.revisions.push({ ...revision, createdMs: this.nowMs });
    return stack;
  }

  /** Undefined: another one was written meanwhile, or the stack is gone. */
  insertRevision(
    id: string,
    revision: NewRevision,
    snapshot?: { readonly id: string; readonly name: string },
  ): number | undefined {
    const stack = this.stacks.get(id);
    if (!stack || stack.row?.deleted || newestOf(stack).number !== revision.number - 1) return undefined;
    if (stack.isProtected && revision.action === 'DELETE') return undefined;
    stack.revisions.push({ ...revision, createdMs: this.nowMs });
    if (snapshot) stack.snapshots.push({ ...snapshot, revision: revision.number, status: 'IN_PROGRESS' });
    return revision.number;
  }

  /** Makes the goal that was reached last the goal again, or the empty one. Undefined: another one was written meanwhile. */
  rollBack(id: string, revision: number): number | undefined {
    const stack = this.must(id);
    const { row, revisions } = stack;
    const newest = newestOf(stack);
    if (newest.number !== revision || newest.action === 'DELETE' || row?.deleted) return undefined;
    const number = revision + 1;
    const reached = revisions[(row?.completed ?? 0) - 1];
    const goal = reached && goalOf(stack, reached).template !== null ? baseOf(stack, reached) : EMPTY_GOAL;
    const marks = newest.modes.requests.filter(
      (request) => MARKS.has(request.verb) && request.number > (row?.seen ?? 0),
    );
    revisions.push({
      ...newest,
      number,
      action: 'ROLLBACK',
      since: number,
      asked: number,
      askedFor: 'rollback',
      goal,
      modes: { ...newest.modes, halted: false, suspended: false, requests: marks },
      createdMs: this.nowMs,
    });
    this.onGoal();
    return number;
  }

  /** As the API shows it. */
  status(name: string): string {
    const stack = this.stacks.get(idOf(name));
    if (!stack) return 'NONE';
    if (!stack.row || stack.row.seen < newestOf(stack).asked) return 'UNSEEN';
    return `${stack.row.action}_${stack.row.status}`;
  }

  row(name: string): StackRow | undefined {
    return this.stacks.get(idOf(name))?.row;
  }

  stack(name: string): SimStack | undefined {
    return this.stacks.get(idOf(name));
  }

  /** The newest revision, whoever wrote it. */
  newest(name: string): SimRevision | undefined {
    const stack = this.stack(name);
    return stack && newestOf(stack);
  }

  /** What the stack shall be now. */
  goal(name: string): WantedStack {
    const stack = this.stack(name);
    return stack ? wantedOf(stack, newestOf(stack)) : {};
  }

  /** What is asked from now on may take for ever. */
  liftTimeouts(): void {
    for (const { revisions } of this.stacks.values())
      revisions.push({ ...(revisions.pop() as SimRevision), timeoutMins: null });
  }

  /** The way of an engine to the database. */
  connect(client: Client): Connection {
    const { shards } = this;
    const ask = this.askedBy(client, this.random);
    const store: TurnStore = {
      commitTurn: (turn) => this.commit(turn, client),
      loadStacks: (ids) => ask(() => ids.flatMap((id) => this.stored(id))),
      holdStack: (held) =>
        ask(() => {
          if (held.epoch === shards.epochOf(held.shard)) this.hold(held);
        }),
      rollBack: (stack) =>
        ask(() => {
          const { number, since } = newestOf(this.must(stack.id));
          const { completed = 0 } = this.must(stack.id).row ?? {};
          const isFenced = stack.epoch !== shards.epochOf(stack.shard);
          if (isFenced || number !== stack.revision || completed >= since) return;
          this.onRollBack(this.must(stack.id));
          this.rollBack(stack.id, stack.revision);
        }),
      loadNewRevisions: (ids) => ask(() => this.unseen(ids)),
    };
    return {
      store,
      leases: (onChange) => shards.leasesOf(client.id, ask, onChange),
      listStackIds: (ids) =>
        ask(() => [...this.stacks.keys()].filter((id) => this.lives(id) && ids.includes(shardOf(id)))),
      outbox: this.outbox.connect(this.askedBy(client, this.aside)),
      claim: (claims) => ask(() => this.claimNow(claims)),
      records: (world) => simRecords(ask, this.stacks, world),
      existing: (ids) => ask(() => new Set(ids.filter((id) => this.lives(id)))),
      findClaims: (keys) =>
        ask(() =>
          keys.flatMap((key) => {
            const claim = this.claims.get(key);
            return claim && this.lives(claim.stack) ? [{ key, ...claim, shard: shardOf(claim.stack) }] : [];
          }),
        ),
    };
  }

  wait(random = this.random): Promise<void> {
    return new Promise((resolve) => {
      this.time.plan(random.chance(0.1) ? random.below(300) : random.below(4), resolve);
    });
  }

  /** By its own clock. */
  get nowMs(): number {
    return EPOCH_MS + this.time.nowMs;
  }

  private askedBy(client: Client, random: Random): Ask {
    return async (read) => {
      await this.wait(random);
      const { fails, loses } = this.climate.now.database;
      const isAway = random.chance(fails) || client.isCut();
      const answer = isAway ? undefined : { value: read() };
      await client.gate();
      if (!answer) throw new Error('the database is away');
      if (random.chance(loses)) throw new Error('the connection was lost before the answer');
      return answer.value;
    };
  }

  private claimNow(
    claims: readonly { key: string; stack: string; ordinal: number }[],
  ): ReadonlyMap<string, string> {
    const taken = new Map<string, string>();
    for (const { key, stack, ordinal } of claims) {
      const holder = this.claims.get(key);
      // A stack that is gone claims nothing, and what it held is free.
      if (holder && holder.stack !== stack && this.lives(holder.stack)) taken.set(key, holder.stack);
      else if (this.lives(stack)) this.claims.set(key, { stack, ordinal });
    }
    return taken;
  }

  private async commit(turn: Turn, client: Client): Promise<ReadonlySet<string>> {
    const { random } = this;
    const { fails, loses, refuses } = this.climate.now.database;
    await this.wait();
    const isAway = random.chance(fails) || client.isCut();
    const isRefused = !isAway && random.chance(refuses);
    const written = isAway || isRefused ? new Set<string>() : this.writeFenced(turn, client.id);
    await client.gate();
    if (isAway) throw new Error('the connection was lost before the commit');
    if (isRefused) throw new TurnRefused('the database will not have these rows');
    if (random.chance(loses)) throw new Error('the connection was lost during the commit');
    await this.wait();
    await client.gate();
    return written;
  }

  /** What is of shards that are still the engine's (R19). */
  private writeFenced(turn: Turn, engine: string): Set<string> {
    const held = new Set(
      turn.shards.filter(({ id, epoch }) => epoch === this.shards.epochOf(id)).map(({ id }) => id),
    );
    const ours = new Set(turn.stacks.filter(({ shard }) => held.has(shard)).map(({ id }) => id));
    const of = <Row extends { readonly stack: string }>(rows: readonly Row[]) =>
      rows.filter(({ stack }) => ours.has(stack));
    const mine: Turn = {
      shards: turn.shards,
      stacks: turn.stacks.filter(({ id }) => ours.has(id)),
      inserted: of(turn.inserted),
      updated: of(turn.updated),
      removed: of(turn.removed),
      jobs: of(turn.jobs),
      endedJobs: of(turn.endedJobs),
      events: of(turn.events),
      failures: of(turn.failures),
      snapshots: of(turn.snapshots),
    };
    if (ours.size > 0) this.write(mine);
    if (ours.size > 0) this.onCommit(mine, engine);
    return ours;
  }

  private write(turn: Turn): void {
    for (const row of turn.stacks) {
      const stack = this.must(row.id);
      stack.row = row;
      endSnapshot(stack, row);
    }
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
    for (const row of turn.failures) this.must(row.stack).failures.push(row);
    for (const row of turn.snapshots) this.keep(row);
    this.outbox.add(turn.events);
    for (const { time, name, action, status, reason } of turn.events)
      this.events.push(`${String(time)} ${name} ${action}_${status} ${reason}`);
  }

  private keep(row: SnapshotRow): void {
    const { kept } = this.must(row.stack);
    const at = kept.findIndex(
      ({ revision, name, physical }) =>
        revision === row.revision && name === row.name && physical === row.physical,
    );
    if (at >= 0) kept[at] = row;
    else kept.push(row);
  }

  private release(which: (claim: { stack: string; ordinal: number }, key: string) => boolean): void {
    for (const [key, claim] of this.claims) if (which(claim, key)) this.claims.delete(key);
  }

  private lives(id: string): boolean {
    const stack = this.stacks.get(id);
    return stack !== undefined && !stack.row?.deleted;
  }

  private must(id: string): SimStack {
    const stack = this.stacks.get(id);
    if (!stack) throw new Error(`no stack ${id}`);
    return stack;
  }

  private hold({ id, revision, reason }: HeldStack): void {
    const stack = this.must(id);
    const [stored] = this.stored(id);
    if (!stored) return;
    const { action } = newestOf(stack);
    const seen = Math.max(stored.row.seen, revision);
    const event = stored.row.event + 1;
    const about = { time: this.nowMs, name: stack.name, type: 'OS::Heat::Stack', physical: id };
    this.outbox.add([{ stack: id, event, ...about, action, status: 'FAILED', reason }]);
    stack.row = {
      ...stored.row,
      seen,
      event,
      action,
      status: 'FAILED',
      reason,
      convergence: 'failed',
    };
  }

  /** As an engine reads it. */
  stored(id: string): StoredStack[] {
    const stack = this.stacks.get(id);
    if (!stack || stack.row?.deleted) return [];
    const row: StackRow = stack.row ?? firstRow(id);
    const goal = row.seen > 0 ? storedRevision(stack, row.seen) : undefined;
    const { name, instances, jobs } = stack;
    return [
      {
        id,
        name,
        tenant: TENANT,
        shard: shardOf(id),
        row,
        goal,
        instances: [...instances.values()],
        jobs: [...jobs.values()],
      },
    ];
  }

  private unseen(shards: readonly number[]): StoredRevision[] {
    const unseen: StoredRevision[] = [];
    for (const stack of this.stacks.values())
      if (
        shards.includes(shardOf(stack.id)) &&
        stack.revisions.length > (stack.row?.seen ?? 0) &&
        !stack.row?.deleted
      )
        unseen.push(storedRevision(stack, stack.revisions.length));
    return unseen;
  }
}

const MARKS: ReadonlySet<string> = new Set(['unhealthy', 'healthy', 'forget']);

/** The id of the stack of that name. */
export function idOf(name: string): string {
  const hex = Buffer.from(name).toString('hex').padStart(12, '0').slice(-12);
  return `00000000-0000-4000-8000-${hex}`;
}
