import type { Call, Handler } from '../../lib/handler/contract.js';
import { offeredType } from '../../lib/handler/describe-type.js';
import type { JsonObject } from '../../lib/json.js';
import { attributes, kinds, type Kind } from './kinds.js';
import type { Conduct, Provider } from './provider.js';
import type { RecordedThing } from './sim-records.js';
import type { Runs } from './runs.js';
import type { World } from './world.js';

/** How the provider behaves towards one process: how long it takes, and what it does at its worst. */
export interface Manners {
  /** Waits; rejects when the signal aborts. */
  pause(call: Call): Promise<void>;
  /** Waits for long and does not hear that it is aborted. */
  deafen(): Promise<void>;
  /** Plans an effect: an API call that was sent has it even when the caller is dead by then. */
  effect<T>(call: Call, act: () => T): Promise<T>;
  /** How the run goes; undefined: well. */
  conduct(action: string, resource: string): Conduct | undefined;
  /** How long a thing is pending after an action. */
  pendingMs(type: string): number;
  /** How long an effect that comes late lets wait for itself. */
  lateMs(): number;
  /** For how long looks do not see an effect yet. */
  lagMs(): number;
  now(): number;
}

export interface Provision {
  readonly world: World;
  readonly provider: Provider;
  readonly runs: Runs;
  /** The engine is a real one, which keeps records of real kinds alone: what would be one is a thing of the world. */
  readonly withoutRecords?: true;
}

/** What worker and observer know of the simulated types. */
export class SimHandlers {
  private readonly byType: ReadonlyMap<string, Handler>;
  readonly offered = OFFERED;

  constructor(provision: Provision, manners: Manners, worker: string) {
    this.byType = new Map(
      kinds.map((kind) => [kind.type, handlerOf(kind, new Actions(kind, provision, manners, worker))]),
    );
  }

  handlerOf(type: string): Handler | undefined {
    return this.byType.get(type);
  }

  settingsOf(): unknown {
    return undefined;
  }

  parseGoal(_type: string, goal: JsonObject): JsonObject {
    return goal;
  }
}

function handlerOf(kind: Kind, actions: Actions): Handler {
  const has = (member: Kind['has'][number]) => kind.has.includes(member);
  return {
    type: kind.type,
    description: kind.type,
    properties: kind.properties,
    attributes,
    observe: (id, _goal, call) => actions.observe(id, call),
    create: (goal, call) => actions.create(goal, call),
    ...(has('update') && { update: (id, goal, _changes, call) => actions.update(id, goal, call) }),
    delete: (id, _goal, call) => actions.delete(id, call),
    ...(has('find') && { find: (key, _goal, call) => actions.find(key, call) }),
    ...(has('suspend') && {
      suspend: (id, _goal, call) => actions.suspend(id, true, call),
      resume: (id, _goal, call) => actions.suspend(id, false, call),
    }),
    ...(has('check') && { check: (id, _goal, call) => actions.check(id, call) }),
    ...(has('snapshot') && {
      snapshot: (id, _goal, call) => actions.snapshot(id, call),
      restore: (id, _goal, data, call) => actions.restore(id, data, call),
    }),
    ...(has('adopt') && { adopt: (id, _goal, call) => actions.adopt(id, call) }),
    ...kind.declares,
  };
}

const KIND = 'software_config';

/** What the handler of a type does, in its provider's manner. */
class Actions {
  constructor(
    private readonly kind: Kind,
    private readonly provision: Provision,
    private readonly manners: Manners,
    private readonly worker: string,
  ) {}

  async observe(id: string, call: Call) {
    const { world, provider } = this.provision;
    await this.manners.pause(call);
    const seen = world.observe(id, this.kind.type);
    // Only a scenario has it so: a handler may be wrong for once, and not in a row.
    return provider.take('observe', call.resource) ? ({ status: 'absent' } as const) : seen;
  }

  private get isRecord(): boolean {
    return this.kind.record === true && !this.provision.withoutRecords;
  }

  create(goal: JsonObject, call: Call) {
    return this.run('create', call, async (conduct) => {
      const physicalId = await (this.isRecord
        ? call.records.create(KIND, this.recorded(goal, call))
        : this.made(goal, call, conduct));
      if (this.kind.checkpoints) await call.checkpoint({ physicalId });
      return { physicalId, ...this.told(physicalId) };
    });
  }

  private recorded(goal: JsonObject, call: Call): RecordedThing {
    const { type } = this.kind;
    const readyAtMs = this.manners.now() + this.manners.pendingMs(type);
    return { type, stack: call.stack.name, name: call.resource, properties: goal, readyAtMs };
  }

  private made(goal: JsonObject, call: Call, conduct: Conduct | undefined): Promise<string> {
    const { kind, manners } = this;
    const { world } = this.provision;
    const identity = kind.identity?.(goal, call.node);
    const thing = {
      type: kind.type,
      stack: call.stack.name,
      name: call.resource,
      key: call.idempotencyKey,
      properties: conduct === 'Half' ? halfOf(goal) : goal,
      readyAtMs: manners.now() + manners.pendingMs(kind.type),
      ...(identity !== undefined && { identity }),
    };
    return manners.effect(call, () => {
      if (kind.exclusive && world.isTaken(thing)) throw failure('Transient', `${String(identity)} is in use`);
      // What an earlier run began is there: of that nobody can lie.
      if (conduct === 'Lie' && identity === undefined && world.find(thing.key) === undefined)
        return world.reserve(thing);
      if (conduct === 'Late') {
        const id = world.reserve(thing);
        world.later(id, manners.lateMs(), () => world.create(thing));
        return id;
      }
      const id = world.create(thing);
      world.lag(id, manners.lagMs(), null);
      return id;
    });
  }

  update(id: string, goal: JsonObject, call: Call) {
    const { world } = this.provision;
    const { manners, kind } = this;
    return this.run('update', call, async (conduct) => {
      await this.effect(id, call, () => {
        const before = world.of(id, kind.type);
        if (!before) return;
        const readyAtMs = manners.now() + manners.pendingMs(kind.type);
        const change = () => {
          world.update(id, conduct === 'Half' ? { ...before.properties, ...halfOf(goal) } : goal, readyAtMs);
        };
        if (conduct === 'Late') world.later(id, manners.lateMs(), change);
        else if (conduct === 'Lie') {
          // Who mends it makes it what it was to be.
          change();
          world.spoil(id);
        } else {
          const copy = { ...before };
          change();
          world.lag(id, manners.lagMs(), copy);
        }
      });
      return this.told(id);
    });
  }

  delete(id: string, call: Call): Promise<void> {
    const { world } = this.provision;
    const { manners, kind } = this;
    if (this.isRecord) return this.run('delete', call, () => call.records.delete(KIND, id));
    return this.run('delete', call, (conduct) =>
      this.effect(id, call, () => {
        const there = world.things.get(id);
        // What has the id and is of another type is not what is meant; what is still to come must not.
        if (there && there.type !== kind.type) return;
        if (there && instanceOf(there.key) !== instanceOf(call.idempotencyKey)) {
          // Its successor has it since: who runs beside it cannot know, and finds it absent later.
          world.lose(id);
          return;
        }
        if (conduct === 'Half') world.spoil(id);
        else if (conduct === 'Late' || conduct === 'Lie') {
          world.later(id, manners.lateMs(), () => {
            world.delete(id);
          });
        } else world.delete(id);
      }),
    );
  }

  find(key: string, call: Call): Promise<string | undefined> {
    if (this.isRecord) return call.records.find(KIND);
    return Promise.resolve(this.provision.world.find(key));
  }

  suspend(id: string, suspended: boolean, call: Call) {
    return this.run(suspended ? 'suspend' : 'resume', call, async () => {
      await this.effect(id, call, () => {
        this.provision.world.suspend(id, suspended);
      });
      return suspended ? {} : this.told(id);
    });
  }

  check(id: string, call: Call) {
    const { world } = this.provision;
    return this.run('check', call, () =>
      this.effect(id, call, () => {
        world.done.push(`check ${call.resource}`);
        return world.observe(id, this.kind.type);
      }),
    );
  }

  snapshot(id: string, call: Call) {
    return this.run('snapshot', call, () => this.effect(id, call, () => this.provision.world.snapshot(id)));
  }

  restore(id: string, data: Parameters<NonNullable<Handler['restore']>>[2], call: Call) {
    return this.run('restore', call, async () => {
      await this.effect(id, call, () => {
        this.provision.world.restore(id, data);
      });
      return this.told(id);
    });
  }

  adopt(id: string, call: Call) {
    const { world } = this.provision;
    return this.run('adopt', call, () =>
      this.effect(id, call, () => {
        const by = { stack: call.stack.name, name: call.resource, key: call.idempotencyKey };
        if (!world.of(id, this.kind.type)) throw failure('Permanent', `there is no ${id} to adopt`);
        world.adopt(id, by);
        return world.observe(id, this.kind.type);
      }),
    );
  }

  /** An aborted call that is under way takes effect all the same, but not on top of what was asked for since. */
  private effect<T>(id: string, call: Call, act: () => T): Promise<T> {
    const isOvertaken = this.provision.world.send(id);
    return this.manners.effect(call, () => {
      if (isOvertaken()) throw failure('Transient', `${id} has changed meanwhile`);
      return act();
    });
  }

  private told(id: string) {
    return this.kind.reports ? { observation: this.provision.world.observe(id, this.kind.type) } : {};
  }

  private async run<T>(
    action: string,
    call: Call,
    act: (conduct: Conduct | undefined) => Promise<T>,
  ): Promise<T> {
    const { manners, worker } = this;
    const { provider, runs } = this.provision;
    const { resource, signal } = call;
    const ends = runs.begins(instanceOf(call.idempotencyKey), worker, signal);
    try {
      await manners.pause(call);
      while (provider.isHeld(action, resource)) await manners.pause(call);
      const conduct = manners.conduct(action, resource);
      while (conduct === 'Stuck') await manners.pause(call);
      if (conduct === 'Transient' || conduct === 'Permanent')
        throw failure(conduct, `${action} of ${resource} went wrong`);
      if (conduct === 'Again')
        throw Object.assign(new Error(`${action} of ${resource} waits`), { name: 'Again', afterMs: 500 });
      const result = await act(conduct);
      if (conduct === 'After' || conduct === 'Half')
        throw failure('Transient', `${action} of ${resource} went wrong in the end`);
      if (conduct === 'Deaf') await manners.deafen();
      return result;
    } finally {
      ends();
    }
  }
}

function failure(name: 'Transient' | 'Permanent', message: string): Error {
  return Object.assign(new Error(message), { name });
}

function halfOf(goal: JsonObject): JsonObject {
  const entries = Object.entries(goal);
  return Object.fromEntries(entries.slice(0, Math.ceil(entries.length / 2)));
}

/** Keys of all actions of an instance begin with it. */
function instanceOf(key: string): string {
  return key.replace(/-(create|update|delete|adopt|check|suspend|resume|snapshot|restore)\b.*$/, '');
}

const OFFERED = kinds.map((kind) => offeredType(handlerOf(kind, undefined as never) as never, 'test'));
