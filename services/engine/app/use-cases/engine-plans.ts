import { IsothermError } from '../../../../lib/errors.js';
import type { Json } from '../../../../lib/json.js';
import type { GoalResource } from '../../../../lib/hot/values.js';
import { planGoal } from '../../core/plan/plan.js';
import type { PlannedProperty, PlannedResource } from '../../core/plan/planned.js';
import { emptySnapshot, type Rules, type Snapshot } from '../../core/snapshot.js';
import type { StackRecord } from '../../store/stacks.js';
import { restoreInstances } from '../instance-rows.js';
import { parseGoal } from '../parse-goal.js';
import { newResident } from '../resident.js';
import type { TurnStore } from '../store-port.js';
import { prepareApply, prepareRestore, snapshotOf, type EarlierGoalPorts } from './earlier-goals.js';
import { StackFinder, type FindStackPorts } from './find-stack.js';
import { KnownPlans } from './known-plans.js';
import { planHash, type PlanBase } from './plan-hash.js';
import type { PlanView, Plans } from './plans.js';
import { prepareCreate, prepareUpdate, type PreparedGoal } from './put-goal.js';
import type { GoalRequest } from './use-cases.js';

export interface PlanPorts extends EarlierGoalPorts, FindStackPorts {
  readonly rules: Rules;
  readonly loadStacks: TurnStore['loadStacks'];
  /** Lets others have the thread. */
  readonly breathe: () => Promise<void>;
}

/** Stands for the id of a stack that there is not yet: what is made of it is not known either. */
const NO_STACK = '00000000-0000-4000-8000-000000000000';

/** What a goal would do, by the very decisions of the loop. Nothing is written, and the loop goes on meanwhile. */
export class EnginePlans implements Plans {
  private readonly stacks: StackFinder;
  private readonly known = new KnownPlans();

  constructor(private readonly ports: PlanPorts) {
    this.stacks = new StackFinder(ports);
  }

  async planCreate(tenant: string, request: GoalRequest & { readonly name: string }): Promise<PlanView> {
    const { name } = request;
    if (await this.ports.findStack(tenant, name))
      throw new IsothermError('stack.exists', `The Stack (${name}) already exists.`);
    const goal = await prepareCreate(this.ports, { id: NO_STACK, tenant, name }, request);
    const empty = emptySnapshot(NO_STACK, name, this.ports.rules);
    const plan = await this.plan(goal, [], 0, () => empty);
    return { ...plan, resources: plan.resources.map((planned) => knownAfterStack(planned, name)) };
  }

  async planUpdate(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: { readonly existing: boolean },
  ): Promise<PlanView> {
    const stack = await this.stacks.live(tenant, stackId);
    return this.planOn(stack, await prepareUpdate(this.ports, stack, request, options));
  }

  async planApply(
    tenant: string,
    stackId: string,
    revision: number,
    { hiddenTypes }: Pick<GoalRequest, 'hiddenTypes'> = {},
  ): Promise<PlanView> {
    const stack = await this.stacks.live(tenant, stackId);
    return this.planOn(stack, await prepareApply(this.ports, stack, revision, hiddenTypes));
  }

  async planRestore(
    tenant: string,
    stackId: string,
    snapshotId: string,
    { hiddenTypes }: Pick<GoalRequest, 'hiddenTypes'> = {},
  ): Promise<PlanView> {
    const stack = await this.stacks.live(tenant, stackId);
    const snapshot = await snapshotOf(this.ports, stack, snapshotId);
    return this.planOn(stack, await prepareRestore(this.ports, stack, snapshot, hiddenTypes));
  }

  /**
   * Looks whether a goal that is about to be written does what the plan says. What happens to the world after that, and before the
   * loop takes up the goal, is a matter of milliseconds.
   * @throws IsothermError `plan.changed`, with what differs
   */
  async check(stack: StackRecord, goal: PreparedGoal, hash: string): Promise<void> {
    const now = await this.planOn(stack, goal);
    if (now.hash === hash) return;
    throw new IsothermError(
      'plan.changed',
      `The update of Stack ${stack.name} would not do what plan ${hash} says any more: look at plan ${now.hash}, and demand that one if it suits you`,
      { faults: this.known.differences(hash, now.hash) },
    );
  }

  private planOn(stack: StackRecord, goal: PreparedGoal): Promise<PlanView> {
    const known = this.stacks.inMemory(stack)?.snapshot.goal.resources ?? [];
    return this.plan(goal, known, stack.revision, () => this.standing(stack));
  }

  /** As it is in memory; of a stack that another engine has, as that one wrote it last. */
  private async standing(stack: StackRecord): Promise<Snapshot> {
    const { rules, seal, loadStacks } = this.ports;
    const resident = this.stacks.inMemory(stack);
    if (resident) return resident.snapshot;
    const [stored] = await loadStacks([stack.id]);
    const { snapshot } = newResident(stack, stored?.row, rules, 0);
    if (stored) restoreInstances(snapshot, stored.instances, stored.jobs, seal);
    return snapshot;
  }

  /** @param known resources of the goal that there is, which need not be read again */
  private async plan(
    prepared: PreparedGoal,
    known: readonly GoalResource[],
    stackRevision: number,
    snapshotOf: () => Promise<Snapshot> | Snapshot,
  ): Promise<PlanView> {
    const { seal, breathe } = this.ports;
    const text = await prepared.goalText();
    const { revision } = prepared;
    const goal = await parseGoal({ ...revision, written: revision.action, goalText: text }, known, breathe);
    const snapshot = await snapshotOf();
    const entries = await this.inSlices(planGoal(snapshot, goal));
    const base: PlanBase = { stackId: snapshot.stackId, revision: stackRevision, goal: seal.digest(text) };
    const hash = await planHash(base, entries, breathe);
    this.known.add(hash, base, entries);
    return { hash, revision: stackRevision, resources: entries.map(({ planned }) => planned) };
  }

  private async inSlices<T>(steps: Generator<undefined, T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await this.ports.breathe();
    }
  }
}

function knownAfterStack(planned: PlannedResource, stack: string): PlannedResource {
  if (!JSON.stringify(planned).includes(NO_STACK)) return planned;
  const properties = planned.properties.map(({ after, ...property }): PlannedProperty => {
    if (after === undefined) return property;
    return holdsNoStack(after) ? { ...property, knownAfter: [stack] } : { ...property, after };
  });
  return { ...planned, properties, metadata: holdsNoStack(planned.metadata) ? {} : planned.metadata };
}

function holdsNoStack(value: Json): boolean {
  return JSON.stringify(value).includes(NO_STACK);
}
