import type { Instance } from '../core/instance.js';

/** Instances by the things they stand for. It is kept of all that is watched, so it makes no keys of its own. */
export class ThingIndex {
  private readonly byType = new Map<string, Map<string, Instance | Instance[]>>();
  /** Under which physical id each instance is found. */
  private readonly ids = new Map<Instance, string>();

  /** Also again, under another physical id. */
  add(instance: Instance): void {
    const { type, physicalId } = instance;
    if (this.ids.get(instance) === physicalId) return;
    this.remove(instance);
    this.ids.set(instance, physicalId);
    const things = this.byType.get(type) ?? new Map<string, Instance | Instance[]>();
    this.byType.set(type, things);
    const there = things.get(physicalId);
    if (there === undefined) things.set(physicalId, instance);
    else if (Array.isArray(there)) there.push(instance);
    else things.set(physicalId, [there, instance]);
  }

  remove(instance: Instance): void {
    const physicalId = this.ids.get(instance);
    const things = this.byType.get(instance.type);
    if (physicalId === undefined || !things) return;
    this.ids.delete(instance);
    const there = things.get(physicalId);
    const rest = Array.isArray(there) ? there.filter((one) => one !== instance) : [];
    if (rest.length === 0) things.delete(physicalId);
    else things.set(physicalId, rest);
  }

  /** @param node empty: anywhere */
  find(type: string, node: string, physicalId: string): readonly Instance[] {
    const there = this.byType.get(type)?.get(physicalId) ?? [];
    const all = Array.isArray(there) ? there : [there];
    return node === '' ? all : all.filter((instance) => instance.node === node || instance.node === '');
  }
}
