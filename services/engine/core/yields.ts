import { isFixedTo, mayStay } from './fixed-to.js';
import type { Instance } from './instance.js';
import { isReached, type Resource, type Snapshot } from './snapshot.js';

/**
 * Those of the resources that go for the sake of others: what one needs goes first and its reference to that cannot change in place, or an
 * instance of it that cannot stay stands on what goes first, and it waits for such a one. Whether the others do is the same question, and
 * they may stand in a ring: it is decided from those that go for their own sake, and never from how the others stand.
 * O(what they stand on, at any distance).
 * @param first goes first, though it does not stand so yet
 */
export function yieldingAmong(
  snapshot: Snapshot,
  resources: readonly Resource[],
  first: Resource | undefined,
): ReadonlySet<Resource> {
  const found = new Set<Resource>();
  const asked: Resource[] = [];
  for (const resource of resources) {
    if (isLeftAsItIs(snapshot, resource) || !mayYield(snapshot, resource)) continue;
    if (isFixedToGoing(snapshot, resource, first)) found.add(resource);
    else asked.push(resource);
  }
  if (asked.length === 0) return found;
  const { yielding: others } = new GoingFirst(snapshot, asked, first);
  for (const resource of asked) if (others.has(resource)) found.add(resource);
  return found;
}

/** The short way to the commonest answer: what it is fixed to goes for its own sake, or is so fixed itself. */
function isFixedToGoing(snapshot: Snapshot, resource: Resource, first: Resource | undefined): boolean {
  const seen = new Set<Resource>();
  const next = [resource];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const need of one.needs) {
      if (need.done || seen.has(need) || !isFixedTo(snapshot, one, need)) continue;
      if (need === first || goesForItself(need)) return true;
      seen.add(need);
      if (!isLeftAsItIs(snapshot, need)) next.push(need);
    }
  }
  return false;
}

/** Something of it could not move over in place, whatever the others do. */
function mayYield(snapshot: Snapshot, resource: Resource): boolean {
  return (
    resource.needs.some((need) => !need.done && isFixedTo(snapshot, resource, need)) ||
    resource.instances.some((instance) => !mayStay(snapshot, resource, instance))
  );
}

/** Of all that some resources stand on, or would: what goes first, as the least fixed point of the rule above. */
class GoingFirst {
  readonly yielding = new Set<Resource>();
  private readonly going = new Set<Resource>();
  /** Instances that stand on something that goes first, at any distance. */
  private readonly standing = new Set<Instance>();
  /** Resources that wait for it. */
  private readonly waiting = new Set<Resource>();
  private readonly below: ReadonlySet<Resource>;
  /** Who stands on an instance, or on any of a resource. */
  private readonly standers = new Map<Instance | Resource, Instance[]>();
  private readonly todo: (() => void)[] = [];

  constructor(
    private readonly snapshot: Snapshot,
    of: readonly Resource[],
    first: Resource | undefined,
  ) {
    this.below = allBelow(of);
    const roots = [...this.below].filter((each) => each === first || goesForItself(each));
    if (roots.length === 0) return;
    for (const { instances } of this.below) for (const instance of instances) this.note(instance);
    for (const root of roots) this.goes(root);
    for (let next = this.todo.pop(); next; next = this.todo.pop()) next();
  }

  private note(instance: Instance): void {
    for (const required of instance.requires) {
      // What is gone carries nothing.
      if (!this.snapshot.instances.has(required.ordinal)) continue;
      for (const one of [required, required.resource]) {
        const standers = this.standers.get(one);
        if (standers) standers.push(instance);
        else this.standers.set(one, [instance]);
      }
    }
  }

  private goes(resource: Resource): void {
    if (this.going.has(resource)) return;
    this.going.add(resource);
    for (const dependant of this.dependantsOf(resource)) {
      if (isFixedTo(this.snapshot, dependant, resource)) this.yields(dependant);
      this.todo.push(() => { this.waits(dependant); }); // prettier-ignore
    }
    this.carries(resource);
  }

  private yields(resource: Resource): void {
    if (this.yielding.has(resource) || isLeftAsItIs(this.snapshot, resource)) return;
    this.yielding.add(resource);
    // What is done stays, unless a look at it says otherwise.
    if (!resource.done) this.todo.push(() => { this.goes(resource); }); // prettier-ignore
  }

  private waits(resource: Resource): void {
    if (this.waiting.has(resource)) return;
    this.waiting.add(resource);
    this.judge(resource);
    if (resource.done) return;
    for (const dependant of this.dependantsOf(resource)) this.todo.push(() => { this.waits(dependant); }); // prettier-ignore
  }

  private carries(one: Instance | Resource): void {
    for (const stander of this.standers.get(one) ?? []) {
      if (this.standing.has(stander)) continue;
      this.standing.add(stander);
      this.judge(stander.resource);
      this.todo.push(() => { this.carries(stander); }); // prettier-ignore
    }
  }

  private judge(resource: Resource): void {
    if (!this.waiting.has(resource)) return;
    const isStuck = resource.instances.some(
      (each) => this.standing.has(each) && !mayStay(this.snapshot, resource, each),
    );
    if (isStuck) this.yields(resource);
  }

  private dependantsOf({ dependants }: Resource): Resource[] {
    return dependants.filter((dependant) => this.below.has(dependant));
  }
}

/** Its needs are there: it is vacant for its own sake. */
function goesForItself({ verdict, unsettledNeeds }: Resource): boolean {
  return verdict === 'vacant' && unsettledNeeds === 0;
}

/** The resources, what they need and what their instances stand on, at any distance. */
function allBelow(resources: readonly Resource[]): ReadonlySet<Resource> {
  const found = new Set(resources);
  for (const each of found) {
    for (const need of each.needs) found.add(need);
    for (const { requires } of each.instances) for (const required of requires) found.add(required.resource);
  }
  return found;
}

/** A repair of what it is built on is no reason to replace it (R13). */
function isLeftAsItIs(snapshot: Snapshot, { goal }: Resource): boolean {
  return isReached(snapshot) && !goal?.replaceOnDrift;
}
