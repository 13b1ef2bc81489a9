import { createHash } from 'node:crypto';
import { IsothermError, type Fault } from '../../lib/errors.js';
import { evaluate } from '../../lib/hot/evaluate.js';
import type { CompiledTemplate, GoalResource } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import type {
  PlannedAction,
  PlannedProperty,
  PlannedResource,
  Plans,
  PlanView,
} from '../../services/engine/app/use-cases/plans.js';
import type { GoalRequest } from '../../services/engine/app/use-cases/use-cases.js';
import { revisionOf } from './memory-history.js';
import type { MemoryRevision } from './memory-revision.js';
import { MemoryStack } from './memory-stack.js';
import { attempt, withExisting, type MemoryStacks } from './memory-stacks.js';
import type { MemoryThing } from './memory-thing.js';
import { memoryTypes } from './memory-types.js';

const MASK = '******';

/** What goals would do to things in memory: the template against what was applied and seen. */
export class MemoryPlans implements Plans {
  private readonly made = new Map<string, PlanView>();

  /** @param takenUnder the revision of a snapshot */
  constructor(
    private readonly stacks: MemoryStacks,
    private readonly takenUnder: (tenant: string, stackId: string, snapshotId: string) => MemoryRevision,
  ) {}

  planCreate(tenant: string, request: GoalRequest & { readonly name: string }): Promise<PlanView> {
    return attempt(() => {
      const identity = { id: 'None', name: request.name, tenant };
      const compiled = this.stacks.compile(identity, request);
      return this.plan(new MemoryStack(identity, null, this.stacks.now), 0, compiled, request);
    });
  }

  planUpdate(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    { existing }: { readonly existing: boolean },
  ): Promise<PlanView> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      const goal = existing ? withExisting(stack.request, request) : request;
      const kept = existing ? stack.compiled.environment : {};
      const compiled = this.stacks.compile(stack.identity, goal, true, kept);
      return this.plan(stack, stack.revision, compiled, goal);
    });
  }

  planApply(tenant: string, stackId: string, number: number): Promise<PlanView> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      return this.planAgain(stack, revisionOf(stack, number));
    });
  }

  planRestore(tenant: string, stackId: string, snapshotId: string): Promise<PlanView> {
    return attempt(() => {
      const taken = this.takenUnder(tenant, stackId, snapshotId);
      return this.planAgain(this.stacks.getLive(tenant, stackId), taken);
    });
  }

  planAgain(stack: MemoryStack, { compiled, request }: MemoryRevision): PlanView {
    return this.plan(stack, stack.revision, compiled, request);
  }

  /** @throws IsothermError `plan.changed` unless the plan is still the one of that hash. */
  demand(hash: string, plan: PlanView): void {
    if (plan.hash === hash) return;
    throw new IsothermError(
      'plan.changed',
      `The update would not do what plan ${hash} says any more: look at plan ${plan.hash}.`,
      { faults: differences(this.made.get(hash), plan) },
    );
  }

  private plan(
    stack: MemoryStack,
    revision: number,
    compiled: CompiledTemplate,
    goal: GoalRequest,
  ): PlanView {
    const resources = compiled.resources.map((resource) => planned(stack, resource, goal));
    for (const [name, thing] of stack.things) {
      if (!compiled.resources.some((each) => each.name === name)) resources.push(removed(thing));
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([stack.identity.id, resources]))
      .digest('hex');
    const plan = { hash, revision, resources };
    this.made.set(hash, plan);
    return plan;
  }
}

function planned(stack: MemoryStack, goal: GoalResource, { imports }: GoalRequest): PlannedResource {
  const thing = stack.things.get(goal.name);
  const properties = plannedProperties(stack, goal, thing?.applied === undefined ? undefined : thing);
  const action = plannedAction(thing, properties, imports?.[goal.name]);
  return {
    resource: goal.name,
    type: goal.type,
    physicalId: imports?.[goal.name] ?? thing?.physicalId ?? '',
    action,
    certain: properties.every(({ knownAfter }) => knownAfter.length === 0) || action === 'create',
    reason: action === 'replace' ? `${replacing(properties)} cannot change in place` : '',
    properties,
    requires: goal.requires,
    description: goal.description,
    metadata: stack.value(goal.metadata),
  };
}

function plannedAction(
  thing: MemoryThing | undefined,
  properties: readonly PlannedProperty[],
  imported: string | undefined,
): PlannedAction {
  if (thing?.applied === undefined) return imported === undefined ? 'create' : 'adopt';
  if (properties.length === 0) return 'none';
  return properties.some(({ replaces }) => replaces) ? 'replace' : 'update';
}

function replacing(properties: readonly PlannedProperty[]): string {
  return properties
    .filter(({ replaces }) => replaces)
    .map(({ name }) => name)
    .join(', ');
}

function plannedProperties(
  stack: MemoryStack,
  goal: GoalResource,
  thing: MemoryThing | undefined,
): PlannedProperty[] {
  const schema = memoryTypes.find(({ type }) => type === goal.type)?.properties ?? {};
  const properties: PlannedProperty[] = [];
  for (const [name, expression] of Object.entries(goal.properties)) {
    const after = evaluate(expression, stack.scope);
    const before = thing?.properties[name];
    const drifted = thing?.seen[name];
    const same = after.known && JSON.stringify(before) === JSON.stringify(after.value);
    if (thing && same && drifted === undefined) continue;
    const shown = (value: Json) => (schema[name]?.secret ? MASK : value);
    properties.push({
      name,
      ...(before !== undefined && { before: shown(before) }),
      ...(after.known && { after: shown(after.value) }),
      knownAfter: after.known ? [] : after.waitsFor,
      replaces: thing !== undefined && schema[name]?.updatable === false,
      ...(drifted !== undefined && { drifted: shown(drifted) }),
    });
  }
  return properties;
}

function removed({ goal, physicalId }: MemoryThing): PlannedResource {
  return {
    resource: goal.name,
    type: goal.type,
    physicalId,
    action: 'delete',
    certain: true,
    reason: 'not in the template any more',
    properties: [],
    requires: goal.requires,
    description: '',
    metadata: {},
  };
}

function differences(old: PlanView | undefined, plan: PlanView): Fault[] {
  const before = new Map(old?.resources.map((each) => [each.resource, each]));
  return plan.resources
    .filter((each) => old && JSON.stringify(before.get(each.resource)) !== JSON.stringify(each))
    .map(({ resource, action }) => ({
      path: `resources.${resource}`,
      message: `It was ${before.get(resource)?.action ?? 'none'}, and is ${action} by now, or with other values.`,
    }));
}
