import assert from 'node:assert/strict';
import type { JsonObject } from '../../lib/json.js';
import type { Look } from '../../services/engine/core/facts/observed.js';
import { isAsked, type Instance } from '../../services/engine/core/instance.js';
import type { CoreStack, TestJob } from './core-stack.js';
import { VALUE } from './types.js';

export interface Thing {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  properties: JsonObject;
  state: 'pending' | 'ready' | 'broken';
}

/** What the jobs of a `CoreStack` are about: real things, made by key as handlers promise. */
export class CoreReality {
  readonly things = new Map<string, Thing>();
  /** By ordinal, which names the idempotency key of a create. */
  private readonly made = new Map<number, string>();
  private ids = 0;

  /** Does what the job asks for. Answers the physical id. */
  perform({ action, ordinal, name, type, physicalId, goal }: TestJob, state: Thing['state']): string {
    const properties = JSON.parse(goal) as JsonObject;
    if (action === 'delete') {
      const id = physicalId || this.made.get(ordinal);
      if (id) this.things.delete(id);
      return '';
    }
    if (isAsked(action)) return physicalId;
    if (action === 'update') {
      const thing = this.things.get(physicalId);
      if (thing) Object.assign(thing, { properties, state });
      return physicalId;
    }
    const before = this.made.get(ordinal);
    if (before) return before;
    const id = `${name}-${String((this.ids += 1))}`;
    this.made.set(ordinal, id);
    this.things.set(id, { id, name, type, properties, state });
    return id;
  }

  see(id: string): Look {
    const thing = this.things.get(id);
    if (!thing) return { status: 'absent', properties: null, attributes: null, reason: '' };
    const { state, properties } = thing;
    const attributes = { address: `${id}:${JSON.stringify(properties['size'] ?? 0)}`, pid: this.ids };
    return { status: state, properties: state === 'pending' ? null : properties, attributes, reason: '' };
  }

  /** The things are just those of the goal, and as it wants them. */
  mustMatch({ snapshot }: CoreStack): void {
    const wanted = new Map(
      snapshot.goal.resources.map(({ name }) => [name, snapshot.resources.get(name)?.settled as Instance]),
    );
    for (const [name, instance] of wanted) {
      const thing = this.things.get(instance.physicalId);
      assert.ok(thing, `${name} does not exist`);
      assert.deepEqual(thing.properties, JSON.parse(instance.applied.text), `${name} is not as wanted`);
      assert.equal(thing.type, snapshot.resources.get(name)?.goal?.type);
      assert.equal(thing.state, 'ready');
      for (const on of ['on', 'zone']) {
        const value = thing.properties[on];
        if (typeof value === 'string' && value.includes('-')) this.mustBeSomebody(value, name);
      }
    }
    const ids = new Set([...wanted.values()].map(({ physicalId }) => physicalId));
    for (const { id, type } of this.things.values())
      if (type !== VALUE.type) assert.ok(ids.has(id), `${id} is left behind`);
  }

  private mustBeSomebody(value: string, name: string): void {
    const id = value.split(':')[0] ?? '';
    assert.ok(this.things.has(id), `${name} refers to ${id}, which does not exist`);
  }
}
