import type { Fault } from '../../../../lib/errors.js';
import type { PlanEntry } from '../../core/plan/entries.js';
import type { PlannedAction, PlannedResource } from '../../core/plan/planned.js';
import type { PlanBase } from './plan-hash.js';

/** What is kept of a plan: enough to say how another one differs. */
interface KnownPlan extends PlanBase {
  /** By resource, of those that something is done about. */
  readonly steps: ReadonlyMap<string, Step>;
}

interface Step {
  readonly fingerprints: string;
  readonly says: string;
}

/** Steps of all plans that are kept together: some ten megabytes. The newest plan is kept however large it is. */
const MOST_STEPS = 50_000;
const MOST_FAULTS = 200;

/** The newest plans that this engine made, by hash: in memory, so that an update that demands one can be told what has changed. */
export class KnownPlans {
  private readonly plans = new Map<string, KnownPlan>();
  private steps = 0;

  constructor(private readonly most = MOST_STEPS) {}

  add(hash: string, base: PlanBase, entries: readonly PlanEntry[]): void {
    this.drop(hash);
    const plan = { ...base, steps: stepsOf(entries) };
    this.plans.set(hash, plan);
    this.steps += plan.steps.size;
    for (const oldest of this.plans.keys()) {
      if (this.steps <= this.most || oldest === hash) return;
      this.drop(oldest);
    }
  }

  /** What the plan of the one hash has otherwise than that of the other, which is known. */
  differences(hash: string, now: string): Fault[] {
    const [planned, present] = [this.plans.get(hash), this.plans.get(now)];
    if (!present) return [];
    if (planned?.stackId !== present.stackId) return [unknown(hash)];
    const faults = baseDifferences(planned, present);
    for (const [resource, { says, fingerprints }] of present.steps) {
      const before = planned.steps.get(resource);
      if (before?.fingerprints !== fingerprints) faults.push(changed(resource, before?.says, says));
    }
    for (const [resource, { says }] of planned.steps)
      if (!present.steps.has(resource)) faults.push(changed(resource, says, undefined));
    return atMost(faults);
  }

  private drop(hash: string): void {
    this.steps -= this.plans.get(hash)?.steps.size ?? 0;
    this.plans.delete(hash);
  }
}

function stepsOf(entries: readonly PlanEntry[]): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  for (const { planned, fingerprint } of entries) {
    if (fingerprint === '') continue;
    const other = steps.get(planned.resource);
    steps.set(planned.resource, {
      fingerprints: other ? `${other.fingerprints} ${fingerprint}` : fingerprint,
      says: other ? `${other.says}, and ${sentence(planned)}` : sentence(planned),
    });
  }
  return steps;
}

const WORDS: { readonly [A in PlannedAction]: string } = {
  create: 'made',
  update: 'changed in place',
  replace: 'replaced',
  delete: 'deleted',
  adopt: 'taken over',
  forget: 'forgotten',
  none: 'left as it is',
};

/** As in `replaced (zone, since zone cannot change in place)`. */
function sentence({ action, certain, properties, reason }: PlannedResource): string {
  const names = action === 'create' ? '' : properties.map(({ name }) => name).join(', ');
  const because = reason === '' ? '' : `since ${reason}`;
  const details = [names, because].filter((text) => text !== '').join(', ');
  const word = certain ? WORDS[action] : `maybe ${WORDS[action]}`;
  return details === '' ? word : `${word} (${details})`;
}

function baseDifferences(planned: PlanBase, present: PlanBase): Fault[] {
  const faults: Fault[] = [];
  if (planned.revision !== present.revision) {
    const message = `The plan was made on revision ${String(planned.revision)} of the stack, which is at ${String(present.revision)} by now`;
    faults.push({ path: '', message });
  }
  if (planned.goal !== present.goal) {
    const message = 'The template, with its parameters and files, does not come to the goal that was planned';
    faults.push({ path: '', message, hint: 'send what the plan was made of' });
  }
  return faults;
}

function changed(resource: string, planned = WORDS.none, now = WORDS.none): Fault {
  const message =
    planned === now
      ? `It was planned to be ${planned}, and is to be so with other values by now`
      : `It was planned to be ${planned}, and is to be ${now} by now`;
  return { path: `resources.${resource}`, message };
}

function unknown(hash: string): Fault {
  return {
    path: '',
    message: `What plan ${hash} said is not known here any more: an engine keeps only the newest plans that it made itself`,
    hint: 'compare it with the plan that there is now',
  };
}

function atMost(faults: Fault[]): Fault[] {
  const left = faults.length - MOST_FAULTS;
  if (left <= 0) return faults;
  return [...faults.slice(0, MOST_FAULTS), { path: 'resources', message: `${String(left)} more differ` }];
}
