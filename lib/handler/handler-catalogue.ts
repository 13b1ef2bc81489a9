import type { z } from 'zod';
import { IsothermError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { OfferedType } from '../protocol/worker.js';
import type { Constraint, Handler, Provider } from './contract.js';
import { coerceGoal } from './coerce-value.js';
import { isOpen, offeredType } from './describe-type.js';
import { Permanent } from './errors.js';

export interface LoadedProvider {
  readonly provider: Provider;
  /** As the configuration names it. */
  readonly package: string;
  /** Checked by the provider's schema. */
  readonly settings: unknown;
}

/** A custom constraint as a worker asks it. */
export interface OfferedConstraint {
  readonly constraint: Constraint;
  /** The part of the configuration that belongs to its provider. */
  readonly settings: unknown;
}

interface Entry {
  readonly handler: Handler;
  readonly from: LoadedProvider;
  readonly goals: z.ZodObject;
  readonly offered: OfferedType;
}

/** The handlers that a worker or an observer has, by type. */
export class HandlerCatalogue {
  /** What is said in hello. */
  readonly offered: readonly OfferedType[];
  /** By name. */
  readonly constraints: ReadonlyMap<string, OfferedConstraint>;
  private readonly entries = new Map<string, Entry>();

  /** @throws IsothermError `provider.load-failed` when two offer the same type, or bring the same constraint. */
  constructor(readonly providers: readonly LoadedProvider[]) {
    for (const from of providers) {
      for (const each of from.provider.handlers) {
        // The catalogue hands a handler only goals that its own schema has accepted.
        const handler = each as unknown as Handler;
        const before = this.entries.get(handler.type);
        if (before) throw twice(`Resource type ${handler.type} is offered`, before.from, from);
        const { properties } = handler;
        this.entries.set(handler.type, {
          handler,
          from,
          goals: isOpen(properties) ? properties : properties.strict(),
          offered: offeredType(handler, from.provider.name),
        });
      }
    }
    this.offered = Array.from(this.entries.values(), ({ offered }) => offered);
    this.constraints = constraintsOf(providers);
  }

  handlerOf(type: string): Handler | undefined {
    return this.entries.get(type)?.handler;
  }

  /** The part of the configuration that belongs to the type's provider. */
  settingsOf(type: string): unknown {
    return this.entries.get(type)?.from.settings;
  }

  /**
   * The goal as the handler may see it: with defaults, and each value in its property's type where Heat would
   * convert it.
   * @throws Permanent when it does not fit the type's schema; values are not repeated, since they may be secret.
   */
  parseGoal(type: string, goal: JsonObject): JsonObject {
    const entry = this.entries.get(type);
    if (!entry) throw new Permanent(`No provider offers ${type}: name its package in the configuration.`);
    let result = entry.goals.safeParse(goal);
    if (!result.success) {
      result = entry.goals.safeParse(coerceGoal(entry.offered.schema.properties, goal));
    }
    if (result.success) return result.data as JsonObject;
    const faults = result.error.issues.map((issue) =>
      issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message,
    );
    throw new Permanent(`The properties of ${type} do not fit: ${faults.join('; ')}. Correct the template.`);
  }
}

/** @throws IsothermError `provider.load-failed` */
function constraintsOf(providers: readonly LoadedProvider[]): ReadonlyMap<string, OfferedConstraint> {
  const found = new Map<string, OfferedConstraint & { readonly from: LoadedProvider }>();
  for (const from of providers) {
    for (const constraint of from.provider.constraints ?? []) {
      const before = found.get(constraint.name);
      if (before) throw twice(`Custom constraint ${constraint.name} is brought`, before.from, from);
      found.set(constraint.name, { constraint, settings: from.settings, from });
    }
  }
  return found;
}

function twice(what: string, first: LoadedProvider, second: LoadedProvider): IsothermError {
  const where =
    first.package === second.package
      ? `twice by provider package "${first.package}"`
      : `by both provider packages "${first.package}" and "${second.package}"`;
  return new IsothermError(
    'provider.load-failed',
    `${what} ${where}: keep one of them in the configuration.`,
  );
}
