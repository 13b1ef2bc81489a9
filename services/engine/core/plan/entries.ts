import { evaluate } from '../../../../lib/hot/evaluate.js';
import type { Json } from '../../../../lib/json.js';
import { explain } from '../explain.js';
import { scopeOf } from '../resolve.js';
import type { Resource, Snapshot } from '../snapshot.js';
import { typeShown } from '../type-shown.js';
import { newCourse, type Course, type Removal } from './course.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { MASK, propertiesOf, type RawProperty } from './properties.js';
import type { PlannedProperty, PlannedResource } from './planned.js';
import { heldReason, reasonOf, removalReason, SKIPPED } from './reasons.js';
import type { Simulation } from './simulation.js';

/** One line of a plan. */
export interface PlanEntry {
  readonly planned: PlannedResource;
  /** A keyed digest of it with its secrets, which two plans can be compared by; empty when nothing is done. */
  readonly fingerprint: string;
}

/** Entries after which others may have the thread (R23). */
const SLICE = 200;

/** What a simulation came to, in the order in which it is done; what is left as it is comes last. */
export function* entriesOf(simulation: Simulation): Generator<undefined, PlanEntry[]> {
  const { snapshot, courses, removals } = simulation;
  const blocked = new Blocked(snapshot);
  const done: { readonly order: number; readonly entry: PlanEntry }[] = [];
  const covered = new Set<number>();
  let n = 0;
  for (const { name } of snapshot.goal.resources) {
    const resource = snapshot.resources.get(name);
    if (!resource) continue;
    // What waits for others that are never reached was not even looked at.
    const course = courses.get(resource) ?? newCourse(resource.instances);
    const outcome = outcomeOf(resource, course, simulation.firstNew);
    if (outcome.replaced) covered.add(outcome.replaced.ordinal);
    done.push({ order: course.order, entry: wantedEntry(snapshot, resource, course, outcome, blocked) });
    if ((n += 1) % SLICE === 0) yield;
  }
  for (const removal of removals.values()) {
    if (removal.stays === NOTHING_LEFT) continue;
    // What is replaced, or is gone already, goes with its successor.
    if (removal.stays === '' && covered.has(removal.instance.ordinal)) continue;
    const contested = courses.get(removal.instance.resource)?.contested ?? false;
    done.push({ order: removal.order, entry: removalEntry(snapshot, removal, contested) });
    if ((n += 1) % SLICE === 0) yield;
  }
  return done.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order)).map(({ entry }) => entry);
}

const NOTHING_LEFT = 'nothing was left of it';

function wantedEntry(
  snapshot: Snapshot,
  resource: Resource,
  course: Course,
  outcome: Outcome,
  blocked: Blocked,
): PlanEntry {
  const { action, settled, before, replaced } = outcome;
  const properties = propertiesOf(snapshot, outcome);
  const stands = settled !== null;
  const planned = {
    resource: resource.name,
    type: typeShown(resource, resource.goal?.type ?? ''),
    physicalId: (action === 'replace' ? replaced : before)?.physicalId ?? '',
    action,
    certain: !course.contested && (action === 'none' || course.certain),
    reason: stands
      ? [reasonOf(resource, course, outcome, properties), ...heldReason(snapshot, resource, action)]
          .filter((each) => each !== '')
          .join('; ')
      : blocked.reason(resource.name),
    requires: resource.goal?.requires ?? [],
    description: resource.goal?.description ?? '',
    metadata: metadataOf(snapshot, resource),
  };
  return entry(snapshot, planned, properties);
}

function removalEntry(snapshot: Snapshot, removal: Removal, contested: boolean): PlanEntry {
  const { instance, certain, stays } = removal;
  const planned = {
    resource: instance.resource.name,
    type: instance.type,
    physicalId: instance.physicalId,
    action: stays === '' ? ('delete' as const) : ('forget' as const),
    certain: certain && !contested,
    reason: removalReason(removal),
    requires: [...new Set(instance.requires.map(({ resource }) => resource.name))].sort(),
    description: '',
    metadata: {},
  };
  return entry(snapshot, planned, []);
}

function entry(
  { rules }: Snapshot,
  planned: Omit<PlannedResource, 'properties'>,
  properties: readonly RawProperty[],
): PlanEntry {
  const { resource, type, physicalId, action, certain } = planned;
  const quiet = action === 'none' && properties.length === 0;
  const fingerprint = quiet
    ? ''
    : rules.digest(JSON.stringify([resource, type, physicalId, action, certain, properties]));
  return { planned: { ...planned, properties: properties.map(masked) }, fingerprint };
}

function masked({ secret, ...property }: RawProperty): PlannedProperty {
  if (!secret) return property;
  return {
    ...property,
    ...(property.before !== undefined && { before: MASK }),
    ...(property.after !== undefined && { after: MASK }),
    ...(property.drifted !== undefined && { drifted: MASK }),
  };
}

function metadataOf(snapshot: Snapshot, { goal }: Resource): Json {
  if (!goal) return {};
  try {
    const metadata = evaluate(goal.metadata, scopeOf(snapshot));
    if (!metadata.known) return {};
    return metadata.secret ? MASK : metadata.value;
  } catch {
    // It cannot be worked out: the template's fault, which concerns no property.
    return {};
  }
}

/** Why a resource is not reached; asked only when there is one. */
class Blocked {
  private reasons: Map<string, string> | undefined;

  constructor(private readonly snapshot: Snapshot) {}

  reason(name: string): string {
    if (!this.reasons) {
      this.reasons = new Map();
      for (const { resource, reason } of explain(this.snapshot))
        if (!this.reasons.has(resource)) this.reasons.set(resource, reason);
    }
    return this.reasons.get(name) ?? SKIPPED;
  }
}
