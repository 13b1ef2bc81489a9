import { evaluate } from '../../lib/hot/evaluate.js';
import type {
  FailureView,
  OutputView,
  ResourceView,
  StackView,
  ThingView,
  WhyView,
} from '../../services/engine/app/use-cases/use-cases.js';
import { attributesOf, type MemoryStack } from './memory-stack.js';

/** What is shown of a stack of the memory engine. */
export function stackView(stack: MemoryStack): StackView {
  const { compiled, request, modes, status } = stack;
  return {
    ...stack.identity,
    description: compiled.description,
    action: stack.action,
    status,
    statusReason: stack.reason,
    convergence: convergenceOf(stack),
    revision: stack.revision,
    createdAt: stack.createdAt,
    updatedAt: stack.updatedAt,
    deletedAt: stack.deletedAt,
    tags: request.tags ?? [],
    username: stack.username,
    parameters: compiled.parameters,
    ...(compiled.format && { format: compiled.format }),
    outputs: outputViews(stack),
    disableRollback: request.disableRollback ?? true,
    timeoutMins: request.timeoutMins ?? null,
    drift: request.drift ?? 'repair',
    paused: modes.paused,
    protected: modes.protected,
    skipped: [...modes.skipped],
  };
}

function convergenceOf({ status, modes, things }: MemoryStack): StackView['convergence'] {
  if (modes.paused) return 'paused';
  if (status === 'IN_PROGRESS') return 'converging';
  if (status === 'FAILED') return 'failed';
  return [...things.values()].some(({ seen }) => Object.keys(seen).length > 0) ? 'drifted' : 'converged';
}

export function outputViews(stack: MemoryStack): OutputView[] {
  return stack.compiled.outputs.map(({ name, description, value }) => {
    const resolved = evaluate(value, stack.scope);
    if (resolved.known) return { name, description, value: resolved.value };
    return { name, description, value: null, error: `not known before ${resolved.waitsFor.join(', ')}` };
  });
}

export function resourceViews(stack: MemoryStack): ResourceView[] {
  const things = [...stack.things.values()];
  return things.map((thing) => ({
    name: thing.goal.name,
    type: thing.goal.type,
    physicalId: thing.physicalId,
    action: thing.action,
    status: thing.status,
    statusReason: thing.reason,
    requires: thing.goal.requires,
    heldByHook: stack.isHeld(thing) ? 'pre-create' : '',
    requiredBy: things
      .filter(({ goal }) => goal.requires.includes(thing.goal.name))
      .map(({ goal }) => goal.name),
    createdAt: thing.createdAt,
    updatedAt: thing.endedAt,
    description: thing.goal.description,
    attributes: attributesOf(thing),
    metadata: stack.value(thing.goal.metadata),
    startedAt: thing.startedAt,
    endedAt: thing.endedAt,
  }));
}

export function whyViews(stack: MemoryStack): WhyView[] {
  const views: WhyView[] = [];
  for (const { goal, status, action, reason } of stack.things.values()) {
    const on = goal.requires.filter((name) => !stack.isReady(name));
    const base = { resource: goal.name, type: goal.type };
    if (status === 'FAILED') views.push({ ...base, state: 'failed', reason, on: [] });
    else if (action === 'INIT')
      views.push({ ...base, state: 'wait', reason: `waits for ${on.join(', ')}`, on });
    else if (status === 'IN_PROGRESS')
      views.push({ ...base, state: 'wait', reason: 'its thing is being made', on: [] });
  }
  return views;
}

export function failureViews(stack: MemoryStack): FailureView[] {
  return [...stack.things.values()]
    .filter(({ status }) => status === 'FAILED')
    .map((thing) => ({
      resource: thing.goal.name,
      type: thing.goal.type,
      physicalId: thing.physicalId,
      path: `${stack.identity.name}.${thing.goal.name}`,
      action: thing.action,
      attempt: thing.failures,
      cause: thing.reason,
      output: thing.logs.map(({ line }) => line),
      time: thing.failedAt ?? stack.createdAt,
      retried: false,
    }));
}

export function leftBehindViews(stack: MemoryStack): ThingView[] {
  return [...stack.things.values()]
    .filter(({ properties }) => properties['undeletable'] === true)
    .map(({ goal, physicalId, reason }) => ({ resource: goal.name, type: goal.type, physicalId, reason }));
}
