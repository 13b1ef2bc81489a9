import type { Handler } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import type { OfferedType } from '../../lib/protocol/worker.js';

/** What a session needs of the loaded providers; `HandlerCatalogue` is one, the simulator has its own. */
export interface Handlers {
  /** What is said in hello. */
  readonly offered: readonly OfferedType[];
  handlerOf(type: string): Handler | undefined;
  /** The part of the configuration that belongs to the type's provider. */
  settingsOf(type: string): unknown;
  /**
   * The goal as the handler may see it, with defaults.
   * @throws Permanent when it does not fit the type's schema.
   */
  parseGoal(type: string, goal: JsonObject): JsonObject;
}
