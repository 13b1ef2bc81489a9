import type { Json } from '../../lib/json.js';

/** What a goal would do, as the API answers it. */
export interface Plan {
  readonly hash: string;
  /** The stack's when it was planned; 0 for a create. */
  readonly revision: number;
  /** In the order in which they would be done. */
  readonly resources: readonly PlannedResource[];
}

export const plannedActions = ['create', 'adopt', 'update', 'replace', 'delete', 'forget', 'none'] as const;
export type PlannedAction = (typeof plannedActions)[number];

export interface PlannedResource {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
  readonly action: PlannedAction;
  /** False: it hangs on values that are not known yet whether it comes to this. */
  readonly certain: boolean;
  readonly reason: string;
  readonly properties: readonly PlannedProperty[];
}

export interface PlannedProperty {
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly known_after: readonly string[];
  readonly replaces: boolean;
  readonly drifted?: Json;
}
