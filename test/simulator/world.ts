import assert from 'node:assert/strict';
import type { Observation } from '../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../lib/json.js';
import { Bystanders } from './bystanders.js';
import type { Time } from './sim-time.js';
import { attributesOf, seen, type Thing } from './thing.js';
import type { WantedStack } from './wanted.js';
import { mismatches, type Laxity } from './world-match.js';

export type NewThing = Pick<Thing, 'type' | 'stack' | 'name' | 'key' | 'properties' | 'readyAtMs'> & {
  /** Two of it are the same thing; absent: every create makes another one. */
  readonly identity?: string;
};

/** Reality, as the provider keeps it: what exists, and what was done. It knows nothing of the engine. */
export class World {
  readonly things = new Map<string, Thing>();
  /** How often anything was looked at. */
  looks = 0;
  /** Everything that had an effect, such as `create disk`. */
  readonly done: string[] = [];
  /** What broke a promise. */
  readonly violations: string[] = [];
  readonly bystanders = new Bystanders();
  private readonly madeBy = new Map<string, string>();
  private readonly goals = new Map<string, WantedStack>();
  /** Effects that were promised and are still to come. */
  private readonly coming = new Map<string, () => void>();
  /** What looks see until then, since lists lag behind; null: nothing. */
  private readonly lagging = new Map<string, { readonly untilMs: number; readonly as: Thing | null }>();
  /** The newest call of those that took effect on a thing. */
  private readonly landed = new Map<string, number>();
  private calls = 0;
  private readonly everNamed = new Set<string>();
  private readonly reserved = new Set<string>();
  private ids = 0;

  constructor(private readonly time: Time) {}

  /** What a scenario's stack shall be. */
  wants(stack: string, goal: WantedStack): void {
    this.goals.set(stack, goal);
  }

  /** The provider's own idempotency: one key makes one thing, and completes it. */
  create(thing: NewThing): string {
    this.mustBeBuiltOnReal(thing.properties, thing);
    const physicalId = this.reserve(thing);
    this.reserved.delete(physicalId);
    this.supersede(physicalId);
    const there = this.things.get(physicalId);
    const isNew = there?.key !== thing.key;
    const { identity: _identity, ...rest } = thing;
    // Who writes anew what has a name of its own mends it.
    if (there)
      Object.assign(there, rest, there.key === thing.key ? {} : { state: 'ready', suspended: false });
    else {
      this.things.set(physicalId, {
        ...rest,
        physicalId,
        state: 'ready',
        suspended: false,
        foreign: false,
        found: false,
        content: 'new',
        value: `v${String(this.ids)}`,
      });
    }
    if (isNew) this.done.push(`create ${thing.name}`);
    return physicalId;
  }

  /** The id that the thing will have. */
  reserve({ identity, key, name }: Pick<NewThing, 'identity' | 'key' | 'name'>): string {
    const before = identity ?? this.madeBy.get(key);
    const isSame = before !== undefined && (this.things.has(before) || this.reserved.has(before));
    const physicalId = identity ?? (isSame ? before : this.newId(name));
    this.reserved.add(physicalId);
    this.madeBy.set(key, physicalId);
    this.everNamed.add(physicalId);
    return physicalId;
  }

  /** Somebody else has it: another run with another key, whatever resource that was for. */
  isTaken({ identity, key }: Pick<NewThing, 'identity' | 'key'>): boolean {
    const there = identity === undefined ? undefined : this.things.get(identity);
    return there !== undefined && there.key !== key;
  }

  find(key: string): string | undefined {
    const id = this.madeBy.get(key);
    return id !== undefined && this.visible(id)?.key === key ? id : undefined;
  }

  update(physicalId: string, properties: JsonObject, readyAtMs: number): void {
    const thing = this.things.get(physicalId);
    if (!thing) return;
    this.supersede(physicalId);
    this.mustBeOurs(thing, 'changed');
    // What a thing stands on already may have been repaired by another one: following it would take a new goal.
    const changed = Object.entries(properties).filter(([name, value]) => thing.properties[name] !== value);
    this.mustBeBuiltOnReal(Object.fromEntries(changed), thing);
    Object.assign(thing, { properties, readyAtMs });
    this.done.push(`update ${thing.name}`);
  }

  delete(physicalId: string): void {
    this.supersede(physicalId);
    const thing = this.things.get(physicalId);
    if (!thing) return;
    this.mustBeOurs(thing, 'deleted');
    for (const other of this.bystanders.mayGoFirst(thing) ? [] : this.things.values())
      if (this.standsOn(other, physicalId))
        this.violations.push(`${physicalId} is deleted under ${other.physicalId}`);
    this.things.delete(physicalId);
    this.done.push(`delete ${thing.name}`);
  }

  suspend(physicalId: string, suspended: boolean): void {
    const thing = this.things.get(physicalId);
    if (!thing) return;
    this.mustBeOurs(thing, 'suspended');
    thing.suspended = suspended;
    this.done.push(`${suspended ? 'suspend' : 'resume'} ${thing.name}`);
  }

  /** The thing's content, to be brought back by `restore`. */
  snapshot(physicalId: string): Json {
    const thing = this.things.get(physicalId);
    this.done.push(`snapshot ${thing?.name ?? physicalId}`);
    return { content: thing?.content ?? '' };
  }

  restore(physicalId: string, data: Json): void {
    const thing = this.things.get(physicalId);
    if (!thing) return;
    thing.content = (data as { readonly content: string }).content;
    this.done.push(`restore ${thing.name}`);
  }

  /** It is ours from now on. */
  adopt(physicalId: string, by: Pick<Thing, 'stack' | 'name' | 'key'>): void {
    const thing = this.things.get(physicalId);
    if (!thing) return;
    Object.assign(thing, by, { foreign: false });
    this.madeBy.set(by.key, physicalId);
    this.done.push(`adopt ${by.name}`);
  }

  /** The thing of that type; what is there under that name and of another type is not it. */
  of(physicalId: string, type: string): Thing | undefined {
    const thing = this.things.get(physicalId);
    return thing?.type === type ? thing : undefined;
  }

  observe(physicalId: string, type: string): Observation {
    this.looks += 1;
    const thing = this.visible(physicalId);
    return seen(thing?.type === type ? thing : undefined, this.time.nowMs);
  }

  /** Somebody who is not us makes a thing. */
  exists(physicalId: string, type: string, properties: JsonObject): Thing {
    const thing: Thing = {
      physicalId, type, properties, stack: '', name: physicalId, key: '', state: 'ready', readyAtMs: 0,
      suspended: false, foreign: true, found: true, content: 'new', value: `v-${physicalId}`,
    }; // prettier-ignore
    this.everNamed.add(physicalId);
    this.things.set(physicalId, thing);
    return thing;
  }

  /** For so long looks see it as that; null: as absent. */
  lag(physicalId: string, ms: number, as: Thing | null): void {
    if (ms > 0) this.lagging.set(physicalId, { untilMs: this.time.nowMs + ms, as });
  }

  /** It is there, and no good. */
  spoil(physicalId: string): void {
    const thing = this.things.get(physicalId);
    if (thing) thing.state = 'broken';
  }

  /** A call on a thing is sent. The answer, when it arrives: whether one that was sent after it has overtaken it, and it has no effect. */
  send(physicalId: string): () => boolean {
    const number = (this.calls += 1);
    return () => {
      if (number < (this.landed.get(physicalId) ?? 0)) return true;
      this.landed.set(physicalId, number);
      return false;
    };
  }

  /** An effect that comes about later, unless another one on the same thing overtakes it. */
  later(physicalId: string, ms: number, act: () => void): void {
    this.supersede(physicalId);
    const cancel = this.time.plan(ms, () => {
      this.coming.delete(physicalId);
      act();
    });
    this.coming.set(physicalId, cancel);
  }

  /** Somebody else removes it. */
  remove(name: string): void {
    this.lose(this.only(name).physicalId);
  }

  lose(physicalId: string): void {
    this.supersede(physicalId);
    if (this.things.delete(physicalId)) this.bystanders.removed.add(physicalId);
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

  /** The attributes of the only thing of that name, as a look sees them now. */
  attribute(name: string, attribute: string): Json | undefined {
    return attributesOf(this.only(name), this.time.nowMs)[attribute];
  }

  mustHaveDone(...steps: readonly string[]): void {
    let from = 0;
    for (const step of steps) {
      const at = this.done.indexOf(step, from);
      assert.ok(at >= 0, `${step} was not done in its place: ${this.done.join(', ')}`);
      from = at + 1;
    }
  }

  mustNotHaveDone(...steps: readonly string[]): void {
    for (const step of steps) assert.ok(!this.done.includes(step), `${step} was done`);
  }

  /** The things of the stack are just those of its goal, and as it wants them. */
  mustMatch(stack: string, goal = this.goals.get(stack) ?? {}, lax: Laxity = {}): void {
    assert.deepEqual(this.violations, []);
    assert.deepEqual(mismatches(this.things.values(), stack, goal, lax, this.time.nowMs), []);
  }

  private newId(name: string): string {
    return `${name}#${String((this.ids += 1))}`;
  }

  private visible(physicalId: string): Thing | undefined {
    const lag = this.lagging.get(physicalId);
    if (!lag) return this.things.get(physicalId);
    if (this.time.nowMs < lag.untilMs) return lag.as ?? undefined;
    this.lagging.delete(physicalId);
    return this.things.get(physicalId);
  }

  private supersede(physicalId: string): void {
    this.coming.get(physicalId)?.();
    this.coming.delete(physicalId);
  }

  private standsOn(other: Thing, physicalId: string): boolean {
    return (
      Object.values(other.properties).includes(physicalId) &&
      !this.coming.has(other.physicalId) &&
      !this.bystanders.mayStay(other) &&
      // Who skips it takes that upon himself.
      !this.bystanders.wasSkipped(other.stack, other.name)
    );
  }

  private mustBeOurs(thing: Thing, how: string): void {
    if (thing.foreign) this.violations.push(`${thing.physicalId} is somebody else's, and was ${how}`);
  }

  private mustBeBuiltOnReal(properties: JsonObject, { stack, name }: Pick<NewThing, 'stack' | 'name'>): void {
    if (this.bystanders.skipsIn(stack)) return;
    for (const value of Object.values(properties)) {
      if (typeof value !== 'string' || !this.everNamed.has(value) || this.things.has(value)) continue;
      if (!this.bystanders.removed.has(value))
        this.violations.push(`${name} is built on ${value}, which does not exist`);
    }
  }
}
