import type { Handler } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import type { OfferedType } from '../../lib/protocol/worker.js';

/** What the observer needs of the loaded providers; `HandlerCatalogue` is one, the simulator has its own. */
export interface Handlers {
  readonly offered: readonly OfferedType[];
  handlerOf(type: string): Handler | undefined;
  /** The part of the configuration that belongs to the type's provider. */
  settingsOf(type: string): unknown;
  /** @throws Permanent when the goal does not fit the type's schema. */
  parseGoal(type: string, goal: JsonObject): JsonObject;
}

/** The types that can be looked at: what the observer says in hello. */
export function observable(handlers: Handlers): readonly OfferedType[] {
  return handlers.offered.filter(({ schema }) => {
    const handler = handlers.handlerOf(schema.type);
    return handler?.observe !== undefined || handler?.observeMany !== undefined;
  });
}
