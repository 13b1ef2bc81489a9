import type { Observation } from '../handler/contract.js';
import type { ReportedObservation } from './observation.js';

/** What a handler saw, as it is reported. */
export function reportedObservation(observation: Observation): ReportedObservation {
  const { status, properties, attributes, reason } = observation;
  return {
    status,
    properties: properties ? JSON.stringify(properties) : '',
    attributes: attributes ? JSON.stringify(attributes) : '',
    reason: reason ?? '',
  };
}
