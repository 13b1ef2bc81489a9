import type { Json } from '../../lib/json.js';
import type { AcceptedDrift, Drift, DriftView } from '../../services/engine/app/use-cases/drift.js';
import type { MemoryStack } from './memory-stack.js';
import { attempt, type MemoryStacks } from './memory-stacks.js';
import { thingOf, type MemoryThing } from './memory-thing.js';

export class MemoryDrift implements Drift {
  constructor(private readonly stacks: MemoryStacks) {}

  showDrift(tenant: string, stackId: string, resource?: string): Promise<readonly DriftView[]> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      return lookedAt(stack, resource).map((thing) => driftView(stack, thing));
    });
  }

  acceptDrift(tenant: string, stackId: string, resource?: string): Promise<AcceptedDrift> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      const accepted: { resource: string; property: string; value: Json }[] = [];
      const refused: { resource: string; property: string; reason: string }[] = [];
      for (const { goal, seen, properties } of lookedAt(stack, resource)) {
        for (const [property, value] of Object.entries(seen)) {
          const expression = goal.properties[property];
          if (expression && 'lit' in expression) {
            accepted.push({ resource: goal.name, property, value });
            properties[property] = value;
            delete seen[property];
          } else refused.push({ resource: goal.name, property, reason: 'its value comes from elsewhere' });
        }
      }
      if (accepted.length > 0) stack.ask('UPDATE', 'accept drift');
      this.stacks.goOn(stack);
      return { revision: accepted.length > 0 ? stack.revision : 0, accepted, refused };
    });
  }
}

function lookedAt(stack: MemoryStack, resource: string | undefined): MemoryThing[] {
  if (resource !== undefined) return [thingOf(stack.things, resource, stack.identity.name)];
  return [...stack.things.values()].filter(({ seen }) => Object.keys(seen).length > 0);
}

function driftView(stack: MemoryStack, { goal, seen, properties, physicalId }: MemoryThing): DriftView {
  const names = Object.keys(seen);
  return {
    resource: goal.name,
    type: goal.type,
    physicalId,
    policy: goal.drift ?? stack.request.drift ?? 'repair',
    status: physicalId === '' ? 'unknown' : 'ready',
    drifted: names.length > 0,
    reason: names.length > 0 ? `not as applied any more: ${names.join(', ')}` : '',
    properties: Object.entries(properties).map(([name, applied]) => ({
      name,
      ...(goal.properties[name] && { goal: stack.value(goal.properties[name]) }),
      applied,
      baseline: applied,
      observed: seen[name] ?? applied,
      drifted: name in seen,
    })),
  };
}
