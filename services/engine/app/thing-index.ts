import type { Instance } from '../core/instance.js';

/** Instances by the things they stand for. It is kept of all that is watched, so it makes no keys of its own. */
export class ThingIndex {
  private readonly byType = new Map<string, Map<string, Instance | Instance[]>>();

  /** @param physicalId by which it is not found yet */
  add(instance: Instance, physicalId: string): void {
    const { type } = instance;
    const things = this.byType.get(type) ?? new Map<string, Instance | Instance[]>();
    this.byType.set(type, things);
    const there = things.get(physicalId);
    if (there === undefined) things.set(physicalId, instance);
    else if (Array.isArray(there)) there.push(instance);
    else things.set(physicalId, [there, instance]);
  }

  /** @param physicalId by which it was added */
  remove(instance: Instance, physicalId: string): void {
    const things = this.byType.get(instance.type);
    const there = things?.get(physicalId);
    if (!things || there === undefined) return;
    const rest = (Array.isArray(there) ? there : [there]).filter((one) => one !== instance);
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
