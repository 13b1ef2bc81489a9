import type { ObservedStatus } from '../handler/contract.js';

/** What was seen of a thing, with its values as JSON text so that nobody on the way parses them in vain. */
export interface ReportedObservation {
  readonly status: ObservedStatus;
  /** JSON text of an object; empty for none. */
  readonly properties: string;
  /** JSON text of an object; empty for none. */
  readonly attributes: string;
  readonly reason: string;
}

/** The version of the protocol that this code speaks. */
export const PROTOCOL_VERSION = 1;
