import type { Json } from '../../../../lib/json.js';

/** `none`: it is left as it is. `forget`: it is not ours any more, and stays. */
export type PlannedAction = 'create' | 'update' | 'replace' | 'delete' | 'adopt' | 'forget' | 'none';

export interface PlannedResource {
  readonly resource: string;
  readonly type: string;
  /** Empty for what does not exist yet. */
  readonly physicalId: string;
  readonly action: PlannedAction;
  /** False: it depends on values that are not known yet whether it comes to this. */
  readonly certain: boolean;
  /** Why: `not in the template any more`, `path cannot change in place`, `it is gone`, ... Empty where the properties say it. */
  readonly reason: string;
  /** Those that differ; of a create all. */
  readonly properties: readonly PlannedProperty[];
  /** The resources it requires: as the goal says, or of what goes away what it was made with. */
  readonly requires: readonly string[];
  /** As in the goal; empty for what goes away. */
  readonly description: string;
  /** As in the goal, as far as it is known; an empty map for what goes away. */
  readonly metadata: Json;
}

export interface PlannedProperty {
  readonly name: string;
  /** Absent: there was none. Secrets are `******`. */
  readonly before?: Json;
  /** Absent: there is none any more, or it is not known yet. */
  readonly after?: Json;
  /** The resources after which the value is known; empty: it is known. */
  readonly knownAfter: readonly string[];
  /** A change of it needs a new thing. */
  readonly replaces: boolean;
  /** It was found otherwise than applied: what was seen. */
  readonly drifted?: Json;
}
