import type { EditedTemplate } from '../../../../lib/hot/edit-template.js';
import type { PropertyEdit } from '../../../../lib/hot/property-edit.js';
import { isMap } from '../../../../lib/hot/storable.js';
import type { JsonObject } from '../../../../lib/json.js';
import { driftedProperties, equal } from '../../core/diff.js';
import type { Resource, Snapshot } from '../../core/snapshot.js';
import type { StackRecord } from '../../store/stacks.js';
import type { AcceptedDrift, Drift, DriftView } from './drift.js';
import { driftView, hasDrifted, isSecretProperty } from './drift-view.js';
import type { StackFinder } from './find-stack.js';
import { keptRequest } from './kept-request.js';
import { noResource } from './not-found.js';
import { prepareUpdate, type PutGoalPorts } from './put-goal.js';
import { standing } from './show-stack.js';
import { writeRevision } from './write-revision.js';

export interface DriftPorts extends PutGoalPorts {
  /** Sets properties in the text of a template where that allows it, else in its parameters. */
  readonly editTemplate: (
    template: string,
    edits: readonly PropertyEdit[],
    parameters: JsonObject,
  ) => Promise<EditedTemplate>;
}

/** What drifted and can be said in a template, and what cannot. */
interface Found {
  readonly edits: PropertyEdit[];
  readonly refused: AcceptedDrift['refused'][number][];
}

/** The drift of stacks, as the loop knows it: of those in this engine's memory. */
export class EngineDrift implements Drift {
  constructor(
    private readonly ports: DriftPorts,
    private readonly stacks: StackFinder,
  ) {}

  async showDrift(tenant: string, stackId: string, resource?: string): Promise<readonly DriftView[]> {
    const stack = await this.stacks.find(tenant, stackId);
    if (stack.deletedAt) return [];
    const { snapshot, hidden } = await this.stacks.mustResident(stack);
    if (resource !== undefined) {
      const view = driftView(snapshot, named(stack, snapshot, resource), hidden);
      return view ? [view] : [];
    }
    return Array.from(snapshot.resources.values())
      .filter((one) => {
        const instance = standing(one);
        return one.goal !== null && instance !== undefined && hasDrifted(one, instance);
      })
      .flatMap((one) => driftView(snapshot, one, hidden) ?? []);
  }

  async acceptDrift(tenant: string, stackId: string, resource?: string): Promise<AcceptedDrift> {
    const stack = await this.stacks.live(tenant, stackId);
    const { snapshot } = await this.stacks.mustResident(stack);
    const which = resource === undefined ? snapshot.resources.values() : [named(stack, snapshot, resource)];
    const found: Found = { edits: [], refused: [] };
    for (const one of which) findDrift(snapshot, one, found);
    if (found.edits.length === 0) return { revision: 0, accepted: [], refused: found.refused };
    let edited: EditedTemplate | undefined;
    const revision = await writeRevision(this.ports, stack, async (newest) => {
      const before = await this.ports.loadRevision(newest.id);
      if (!before) return undefined;
      const kept = await keptRequest(this.ports, before);
      edited = await this.ports.editTemplate(kept.template, found.edits, parametersIn(kept.environment));
      if (edited.accepted.length === 0) return undefined;
      const request = { template: edited.text, parameters: edited.parameters };
      const goal = await prepareUpdate(this.ports, newest, request, { existing: true });
      return { ...goal.revision, askedFor: 'accept drift' };
    });
    return {
      revision: revision ?? 0,
      accepted: edited?.accepted ?? [],
      refused: [...found.refused, ...(edited?.refused.map(withoutValue) ?? [])],
    };
  }
}

function parametersIn({ parameters }: JsonObject): JsonObject {
  return isMap(parameters) ? parameters : {};
}

function named(stack: StackRecord, { resources }: Snapshot, name: string): Resource {
  const resource = resources.get(name);
  if (!resource) throw noResource(stack, name, resources.keys());
  return resource;
}

function findDrift(snapshot: Snapshot, resource: Resource, { edits, refused }: Found): void {
  const instance = standing(resource);
  if (!instance || !resource.goal) return;
  const drifted = driftedProperties(instance);
  const applied = drifted.length > 0 ? (JSON.parse(instance.applied.text) as JsonObject) : {};
  for (const property of drifted) {
    const place = { resource: resource.name, property };
    const value = instance.observed?.properties?.[property] ?? null;
    if (isSecretProperty(snapshot, resource, instance, property))
      refused.push({ ...place, reason: 'it is secret, and would stand in the template' });
    else if (!equal(applied[property], instance.baseline?.[property]))
      // It may be a hash, or what the provider makes of it.
      refused.push({ ...place, reason: 'what is read back of it is not what a template says' });
    else edits.push({ ...place, value });
  }
}

function withoutValue({ resource, property, reason }: PropertyEdit & { readonly reason: string }) {
  return { resource, property, reason };
}
