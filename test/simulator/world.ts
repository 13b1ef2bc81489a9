import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../lib/json.js';
import type { Observation } from '../../lib/handler/contract.js';

/** A thing of the simulated provider. */
export interface Thing {
  readonly physicalId: string;
  readonly type: string;
  readonly stack: string;
  readonly name: string;
  readonly key: string;
  properties: JsonObject;
  state: 'ready' | 'broken';
  /** It is pending until then. */
  readyAtMs: number;
  readonly value: string;
}

/** A value of a scenario's goal. */
export type Value =
  Json | { readonly ref: string } | { readonly attr: readonly [resource: string, attribute: string] };
/** A resource of a scenario's goal: its type, `needs` for `depends_on`, and its properties. */
export type Wanted = { readonly type: string; readonly needs?: readonly string[] } & {
  readonly [property: string]: Value;
};
export type WantedStack = { readonly [name: string]: Wanted };

export const ref = (resource: string): { readonly ref: string } => ({ ref: resource });
export const attr = (resource: string, attribute: string) => ({ attr: [resource, attribute] as const });

/** Reality, as the provider keeps it: what exists, what was done, what shall go wrong. */
export class World {
  readonly things = new Map<string, Thing>();
  /** How often anything was looked at. */
  looks = 0;
  /** Everything that had an effect, such as `create disk`. */
  readonly done: string[] = [];
  /** How often each key has made a thing: more than once means twice. */
  private readonly madeBy = new Map<string, string>();
  private readonly running = new Map<string, string>();
  private readonly goals = new Map<string, WantedStack>();
  private readonly failures = new Map<string, { left: number; kind: 'Transient' | 'Permanent' }>();
  private readonly held = new Set<string>();
  private readonly waiting = new Set<string>();
  private ids = 0;
  /** What broke a promise. */
  readonly violations: string[] = [];

  constructor(private readonly now: () => number) {}

  wants(stack: string, goal: WantedStack): void {
    this.goals.set(stack, goal);
  }

  /** The provider's own idempotency: one key makes one thing. */
  create(thing: Pick<Thing, 'type' | 'stack' | 'name' | 'key' | 'properties' | 'readyAtMs'>): string {
    const before = this.madeBy.get(thing.key);
    if (before !== undefined && this.things.has(before)) return before;
    for (const value of Object.values(thing.properties)) this.mustExist(value, thing.name);
    const physicalId = `${thing.name}#${String((this.ids += 1))}`;
    this.madeBy.set(thing.key, physicalId);
    this.things.set(physicalId, { ...thing, physicalId, state: 'ready', value: `v${String(this.ids)}` });
    this.done.push(`create ${thing.name}`);
    return physicalId;
  }

  find(key: string): string | undefined {
    const id = this.madeBy.get(key);
    return id !== undefined && this.things.has(id) ? id : undefined;
  }

  update(physicalId: string, properties: JsonObject, readyAtMs: number): boolean {
    const thing = this.things.get(physicalId);
    if (!thing) return false;
    for (const value of Object.values(properties)) this.mustExist(value, thing.name);
    Object.assign(thing, { properties, readyAtMs });
    this.done.push(`update ${thing.name}`);
    return true;
  }

  delete(physicalId: string): void {
    const thing = this.things.get(physicalId);
    if (!thing) return;
    for (const other of this.things.values())
      if (Object.values(other.properties).includes(physicalId))
        this.violations.push(`${physicalId} is deleted under ${other.physicalId}`);
    this.things.delete(physicalId);
    this.done.push(`delete ${thing.name}`);
  }

  observe(physicalId: string): Observation {
    this.looks += 1;
    const thing = this.things.get(physicalId);
    if (!thing) return { status: 'absent', reason: 'it is not there' };
    if (this.now() < thing.readyAtMs) return { status: 'pending', reason: 'it boots' };
    if (thing.state === 'broken') return { status: 'broken', reason: 'it smokes' };
    return { status: 'ready', properties: thing.properties, attributes: attributesOf(thing, this.now()) };
  }

  /** No two runs for one instance at a time, wherever they are (promise 3). */
  begins(key: string, worker: string): void {
    const other = this.running.get(key);
    if (other !== undefined) this.violations.push(`${key} runs on ${other} and on ${worker}`);
    this.running.set(key, worker);
  }

  ends(key: string): void {
    this.running.delete(key);
  }

  /** A process died: its runs are over. */
  workerDied(worker: string): void {
    for (const [key, owner] of this.running) if (owner === worker) this.running.delete(key);
  }

  /** The next actions of that kind fail. */
  failNext(action: string, name: string, kind: 'Transient' | 'Permanent' = 'Transient', times = 1): void {
    this.failures.set(`${action} ${name}`, { left: times, kind });
  }

  /** The next actions of that kind fail after they had their effect. */
  failAfter(action: string, name: string, times = 1): void {
    this.failNext(`after ${action}`, name, 'Transient', times);
  }

  /** What was to fail does so no more. */
  heal(): void {
    this.failures.clear();
  }

  takeFailure(action: string, name: string): 'Transient' | 'Permanent' | undefined {
    const planned = this.failures.get(`${action} ${name}`);
    if (!planned || planned.left === 0) return undefined;
    planned.left -= 1;
    return planned.kind;
  }

  /** Actions of that kind wait until `release`. */
  hold(action: string, name: string): void {
    this.held.add(`${action} ${name}`);
  }

  release(action: string, name: string): void {
    this.held.delete(`${action} ${name}`);
  }

  /** True while an action of that kind has to wait. */
  isHeld(action: string, name: string): boolean {
    const step = `${action} ${name}`;
    if (this.held.has(step)) this.waiting.add(step);
    return this.held.has(step);
  }

  /** An action that is held has begun. */
  waitsAt(action: string, name: string): boolean {
    return this.waiting.has(`${action} ${name}`);
  }

  /** Somebody else removes it. */
  remove(name: string): void {
    this.things.delete(this.only(name).physicalId);
  }

  /** Somebody else changes it. */
  change(name: string, properties: JsonObject): void {
    const thing = this.only(name);
    thing.properties = { ...thing.properties, ...properties };
  }

  all(name: string): readonly Thing[] {
    return [...this.things.values()].filter((thing) => thing.name === name);
  }

  only(name: string): Thing {
    const found = this.all(name);
    assert.equal(found.length, 1, `there are ${String(found.length)} things named ${name}`);
    return found[0] as Thing;
  }

  mustHaveDone(...steps: readonly string[]): void {
    let from = 0;
    for (const step of steps) {
      const at = this.done.indexOf(step, from);
      assert.ok(at >= 0, `${step} was not done in its place: ${this.done.join(', ')}`);
      from = at + 1;
    }
  }

  mustNotHaveDone(step: string): void {
    assert.ok(!this.done.includes(step), `${step} was done`);
  }

  /** The things of the stack are just those of its goal, and as it wants them. */
  mustMatch(stack: string): void {
    assert.deepEqual(this.violations, []);
    const goal = this.goals.get(stack) ?? {};
    const left = new Set(this.real.filter((thing) => thing.stack === stack));
    for (const [name, wanted] of Object.entries(goal)) {
      const found = this.named(stack, name).filter((thing) => thing.type === wanted.type);
      if (wanted.type !== 'Test::Token')
        assert.equal(found.length, 1, `there are ${String(found.length)} things for ${name} of ${stack}`);
      assert.ok(
        found.some((thing) => thing.state === 'ready' && this.isAsWanted(stack, thing, wanted)),
        `${name} of ${stack} is ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`,
      );
      for (const thing of found) left.delete(thing);
    }
    assert.deepEqual(
      Array.from(left, ({ physicalId }) => physicalId),
      [],
      `left behind of ${stack}`,
    );
  }

  /** Those that exist outside: a token is a value of the engine's own, and nothing is left of one that it forgets. */
  get real(): readonly Thing[] {
    return [...this.things.values()].filter(({ type }) => type !== 'Test::Token');
  }

  private named(stack: string, name: string): readonly Thing[] {
    return [...this.things.values()].filter((thing) => thing.stack === stack && thing.name === name);
  }

  private isAsWanted(stack: string, thing: Thing, wanted: Wanted): boolean {
    return Object.entries(wanted).every(([property, value]) => {
      if (property === 'type' || property === 'needs') return true;
      return this.meanings(stack, value).some((meant) =>
        isDeepStrictEqual(meant, thing.properties[property]),
      );
    });
  }

  /** What the value comes to. */
  private meanings(stack: string, wanted: Value): readonly (Json | undefined)[] {
    if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return [wanted as Json];
    if ('ref' in wanted)
      return this.named(stack, wanted.ref as string).map(({ type, value, physicalId }) =>
        type === 'Test::Token' ? value : physicalId,
      );
    const [name, attribute] = (wanted as { attr: readonly [string, string] }).attr;
    const times =
      attribute === 'pid' ? Array.from({ length: 1 + this.now() / PID_MS }, (_, i) => i * PID_MS) : [0];
    return this.named(stack, name).flatMap((thing) =>
      times.map((time) => attributesOf(thing, time)[attribute]),
    );
  }

  private mustExist(value: Json, name: string): void {
    if (typeof value !== 'string' || !/^\w+#\d+$/.test(value)) return;
    if (!this.things.has(value) && !this.removed.has(value))
      this.violations.push(`${name} is built on ${value}, which does not exist`);
  }

  /** Things that somebody else removed: nobody can know at once. */
  readonly removed = new Set<string>();
}

/** How long a volatile attribute stays the same. */
const PID_MS = 60_000;

function attributesOf({ properties, physicalId, value }: Thing, now: number): { [name: string]: Json } {
  return {
    address: `${physicalId}/${JSON.stringify(properties['size'] ?? 0)}`,
    pid: Math.floor(now / PID_MS),
    value,
  };
}
