import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import type { Json } from '../../../../lib/json.js';

/** How things are, against how they were applied and how they shall be. */
export interface Drift {
  /** Makes what was observed of the resource (of all, without one) the goal, as a new revision, where the template allows it. */
  acceptDrift(tenant: string, stackId: string, resource?: string): Promise<AcceptedDrift>;
  /** Goal, applied and observed side by side; without a resource of all that drifted. */
  showDrift(tenant: string, stackId: string, resource?: string): Promise<readonly DriftView[]>;
}

/** What is to be accepted, and what could not: `reason` says why the template does not allow it. */
export interface AcceptedDrift {
  /** The new revision; 0: nothing could be accepted. */
  readonly revision: number;
  readonly accepted: readonly {
    readonly resource: string;
    readonly property: string;
    readonly value: Json;
  }[];
  readonly refused: readonly {
    readonly resource: string;
    readonly property: string;
    readonly reason: string;
  }[];
}

export interface DriftView {
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  /** In force for it. */
  readonly policy: DriftPolicy;
  /** As last seen; `unknown` before the first look. */
  readonly status: 'absent' | 'pending' | 'ready' | 'broken' | 'unknown';
  readonly drifted: boolean;
  /** A sentence about repairs that do not hold, or what was seen; may be empty. */
  readonly reason: string;
  readonly properties: readonly DriftProperty[];
}

/** Absent values are not known, or are not read back. Secrets are `******`. */
export interface DriftProperty {
  readonly name: string;
  readonly goal?: Json;
  readonly applied?: Json;
  /** As it was seen right after applying: what the provider made of it. */
  readonly baseline?: Json;
  readonly observed?: Json;
  readonly drifted: boolean;
}
