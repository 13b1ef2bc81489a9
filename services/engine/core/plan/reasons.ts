import { isBad, mayBeLive } from '../live-instance.js';
import { isCreated, type Instance } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Course, Removal } from './course.js';
import { isGone, type Outcome } from './outcome.js';
import type { PlannedAction, PlannedProperty } from './planned.js';

export const SKIPPED = 'it is skipped, and counts as done however it is';

/** Why it comes to this, where the properties do not say it. */
export function reasonOf(
  resource: Resource,
  course: Course,
  { action, settled, before, replaced }: Outcome,
  properties: readonly PlannedProperty[],
): string {
  if (course.contested) return 'which of its instances stays is not known yet';
  switch (action) {
    case 'none':
      if (resource.verdict === 'skipped') return SKIPPED;
      if (settled?.external) return awayReason(before);
      // What is ignored counts as settled, and is told here all the same.
      return resource.verdict === 'drifted' || properties.length > 0 || (settled && isBad(settled))
        ? leftReason(before)
        : '';
    case 'adopt':
      return settled?.external
        ? 'it is only referred to: looked at, never changed or deleted'
        : 'it is taken over, and changed where it is otherwise than the template says';
    case 'create':
      if (replaced) return 'it is gone';
      return course.underWay
        ? 'its create is under way'
        : before
          ? triedReason(before)
          : lostReason(course.before);
    case 'replace':
      return replaced ? replaceReason(resource, course, replaced, properties) : '';
    default:
      return updateReason(course, before, properties);
  }
}

/** The hook that holds it first. */
export function heldReason({ goal }: Snapshot, resource: Resource, action: PlannedAction): string[] {
  const hook =
    action === 'create' && goal.action === 'CREATE'
      ? 'pre-create'
      : (action === 'update' || action === 'replace') && goal.action === 'UPDATE'
        ? 'pre-update'
        : undefined;
  return hook && resource.goal?.hooks?.includes(hook)
    ? [`held by hook ${hook} until somebody clears it`]
    : [];
}

function leftReason(before: Instance | null): string {
  if (!before) return '';
  return isBad(before)
    ? `it is ${badness(before)}, and its drift policy leaves it so`
    : 'it has drifted, and its drift policy leaves it so';
}

/** A plan takes for granted that others put it right. */
function awayReason(before: Instance | null): string {
  return before?.failure
    ? `it is only referred to, and was not well at the last look: ${before.failure.cause}`
    : '';
}

function updateReason(
  course: Course,
  before: Instance | null,
  properties: readonly PlannedProperty[],
): string {
  if (course.underWay && before?.job) return `its ${before.job.action} is under way`;
  if (before && before.uncertain.length > 0) return 'its last update did not come to its end';
  const drifted = properties.filter((property) => property.drifted !== undefined).map(({ name }) => name);
  return drifted.length > 0
    ? `${listed(drifted)} ${drifted.length === 1 ? 'was' : 'were'} found changed`
    : '';
}

function replaceReason(
  { goal }: Resource,
  { yieldsTo, lost }: Course,
  replaced: Instance,
  properties: readonly PlannedProperty[],
): string {
  if (goal && goal.type !== replaced.type) return `its type changes from ${replaced.type} to ${goal.type}`;
  if (lost) return `it is ${badness(lost)}`;
  const { failure } = replaced;
  if (failure?.action === 'create') return `its create failed: ${failure.cause}`;
  const fixed = properties.filter(({ replaces }) => replaces).map(({ name }) => name);
  if (fixed.length > 0) return `${listed(fixed)} cannot change in place`;
  return yieldsTo === '' ? '' : `${yieldsTo}, which it is built on, has to go before its next one is made`;
}

function badness(instance: Instance): string {
  const { unhealthy, observed } = instance;
  if (unhealthy !== '') return `marked unhealthy: ${unhealthy}`;
  if (isGone(instance)) return 'gone';
  return observed?.reason ? `broken: ${observed.reason}` : 'broken';
}

function triedReason({ failure }: Instance): string {
  return failure ? `its create has failed so far: ${failure.cause}` : '';
}

/** Nothing stood for it, though something was tried. */
function lostReason(before: readonly Instance[]): string {
  const tried = before.findLast((instance) => mayBeLive(instance) && !isCreated(instance));
  return tried?.failure ? `its create failed: ${tried.failure.cause}` : '';
}

export function removalReason({ instance, stays }: Removal): string {
  if (stays !== '') return stays;
  if (instance.job?.action === 'delete') return 'its delete is under way';
  if (instance.orphan) return 'it came of a run that had been given up';
  if (!instance.resource.goal) return 'not in the template any more';
  return isCreated(instance)
    ? 'another one has taken its place'
    : 'it is what a create left that did not come to its end';
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
