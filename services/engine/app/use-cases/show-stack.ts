import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import { evaluate } from '../../../../lib/hot/evaluate.js';
import type { Json } from '../../../../lib/json.js';
import { isFoundUnhealthy } from '../../core/facts/marked.js';
import type { Instance } from '../../core/instance.js';
import { scopeOf } from '../../core/resolve.js';
import { isSecretAttribute } from '../../core/secret-attributes.js';
import type { Resource, Snapshot } from '../../core/snapshot.js';
import { typeShown } from '../../core/type-shown.js';
import type { StackDetails } from '../../store/list-stacks.js';
import { masked, secretsIn } from '../hide-secrets.js';
import { comingMark, type Asked } from './coming-mark.js';
import type { TemplateView } from './compiled-goal.js';
import type { OutputView, ResourceQuery, ResourceView, StackView } from './use-cases.js';

/** What a secret attribute shows; an output that a template declares shows its value. */
export const MASK = '******';

/** @param drift the engine's policy, where the stack has none of its own */
export function stackView(
  stack: Omit<StackDetails, 'view'>,
  { parameters, format }: TemplateView,
  outputs: readonly OutputView[],
  drift: DriftPolicy,
): StackView {
  const { modes } = stack;
  return {
    ...stack,
    parameters,
    ...(format && { format }),
    outputs,
    drift: modes.drift ?? drift,
    paused: modes.paused,
    skipped: modes.skipped,
  };
}

export function outputViews(snapshot: Snapshot | undefined, view: TemplateView): OutputView[] {
  return view.outputs.map(({ name, description, value }) => {
    const resolved = snapshot ? evaluate(value, scopeOf(snapshot)) : undefined;
    if (resolved?.known) return { name, description, value: resolved.value };
    const on = resolved ? resolved.waitsFor : [];
    const error = on.length > 0 ? `not known before ${on.join(', ')} is ready` : 'not known yet';
    return { name, description, value: null, error };
  });
}

export function resourceViews(
  snapshot: Snapshot,
  hidden: readonly Json[],
  query: ResourceQuery = {},
  asked?: Asked,
): ResourceView[] {
  const views: ResourceView[] = [];
  for (const resource of snapshot.resources.values()) {
    if (query.names && !query.names.includes(resource.name)) continue;
    const view = resourceView(snapshot, resource, hidden, asked);
    if (view && matches(view, query)) views.push(view);
  }
  return views;
}

/**
 * Undefined: it is only a name; no goal wants it and nothing of it is left.
 * @param hidden values of the stack's hidden parameters
 * @param asked what was asked of the stack: shown too where the loop has not seen it
 */
export function resourceView(
  snapshot: Snapshot,
  resource: Resource,
  hidden: readonly Json[],
  asked?: Asked,
): ResourceView | undefined {
  const instance = standing(resource);
  const { goal } = resource;
  if (!goal && !instance) return undefined;
  const time = (ms: number | undefined) => (ms ? new Date(ms) : null);
  return {
    name: resource.name,
    type: typeShown(resource, goal?.type ?? instance?.type ?? ''),
    physicalId: instance?.physicalId ?? '',
    action: instance?.action ?? 'INIT',
    status: instance?.status ?? 'COMPLETE',
    statusReason: instance?.reason ?? '',
    ...(instance && asked && comingMark(asked, resource.name, isFoundUnhealthy(instance))),
    heldByHook: isPresent(snapshot, asked) ? hookOf(resource) : '',
    // What goes away is not in the goal any more, and still stands on what it was made with.
    requires: goal?.requires ?? instance?.requires.map(({ resource: { name } }) => name) ?? [],
    requiredBy: resource.dependants.map(({ name }) => name),
    createdAt: time(instance?.createdMs),
    updatedAt: time(instance?.endedMs || instance?.startedMs),
    description: goal?.description ?? '',
    // Not asked for in lists, and not for nothing where there are secrets.
    get attributes() {
      return instance ? shownAttributes(snapshot, instance, hidden) : {};
    },
    metadata: shownMetadata(snapshot, resource),
    startedAt: time(instance?.startedMs),
    endedAt: time(instance && instance.endedMs >= instance.startedMs ? instance.endedMs : 0),
  };
}

/** What holds a goal that has given way to another one cannot be cleared any more, though the loop has not seen that yet. */
function isPresent({ goal }: Snapshot, asked: Asked | undefined): boolean {
  return !asked || asked.since === goal.since;
}

function hookOf({ instances }: Resource): ResourceView['heldByHook'] {
  return instances.find(({ hook }) => hook !== '')?.hook ?? '';
}

/** The instance that people mean: the live one, or of a resource that goes away the newest that is left. */
export function standing(resource: Resource): Instance | undefined {
  return (
    resource.settled ?? resource.instances.findLast((i) => i.verdict === 'none') ?? resource.instances.at(-1)
  );
}

function shownAttributes(
  snapshot: Snapshot,
  instance: Instance,
  hidden: readonly Json[],
): Record<string, Json> {
  const shown: Record<string, Json> = {};
  // A command may have printed what it was given.
  const redact = secretsIn(snapshot, instance, hidden);
  for (const [name, value] of Object.entries(instance.attributes)) {
    shown[name] = isSecretAttribute(snapshot, instance, name) ? MASK : masked(value, redact);
  }
  return shown;
}

function shownMetadata(snapshot: Snapshot, resource: Resource): Json {
  if (!resource.goal) return {};
  const resolved = evaluate(resource.goal.metadata, scopeOf(snapshot));
  if (!resolved.known) return {};
  return resolved.secret ? MASK : resolved.value;
}

function matches(view: ResourceView, query: ResourceQuery): boolean {
  const ok = (wanted: readonly string[] | undefined, value: string) => !wanted || wanted.includes(value);
  return (
    ok(query.types, view.type) &&
    ok(query.actions, view.action) &&
    ok(query.physicalIds, view.physicalId) &&
    (!query.statuses ||
      query.statuses.includes(view.status) ||
      query.statuses.includes(`${view.action}_${view.status}`))
  );
}
