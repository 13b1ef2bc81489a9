import type { Expression, GoalResource } from '../../../lib/hot/values.js';
import type { Json } from '../../../lib/json.js';
import { interned } from './interned.js';

type Read = Omit<GoalResource, 'properties'> & { readonly properties: Record<string, Expression> };

/** Reads the resources of one goal from their lines. What many of them say, as defaults do, is in memory once. */
export class ResourceReader {
  private readonly literals = new Map<Json, Expression>();

  read(line: string): GoalResource {
    const resource = JSON.parse(line) as Read;
    const { type, requires, metadata, properties } = resource;
    // In place, since it was made only now: a copy would be made of each.
    for (const [name, expression] of Object.entries(properties)) properties[name] = this.shared(expression);
    return {
      ...resource,
      type: interned(type),
      requires: requires.length > 0 ? requires : NONE,
      metadata: isEmptyMap(metadata) ? NO_METADATA : metadata,
    };
  }

  private shared(expression: Expression): Expression {
    if (!('lit' in expression) || 'secret' in expression || isMade(expression.lit)) return expression;
    const known = this.literals.get(expression.lit);
    if (!known) this.literals.set(expression.lit, expression);
    return known ?? expression;
  }
}

/** A list or a map is another one each time. */
function isMade(value: Json): value is Extract<Json, object> {
  return typeof value === 'object' && value !== null;
}

function isEmptyMap(metadata: Expression): boolean {
  if (!('lit' in metadata) || 'secret' in metadata) return false;
  const { lit } = metadata;
  return isMade(lit) && !Array.isArray(lit) && Object.keys(lit).length === 0;
}

const NONE: readonly string[] = [];
const NO_METADATA: Expression = { lit: {} };
