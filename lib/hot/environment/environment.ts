import type { JsonMap } from '../sections.js';
import type { StackSink } from './event-sinks.js';
import type { ResourceRegistry } from './resource-registry.js';

/** What counts of all environments of a stack together: files and body, what an update keeps, the operator's own. */
export interface Environment {
  /** By name; those that a request gives beside its environment win over them. */
  readonly parameters: JsonMap;
  readonly parameterDefaults: JsonMap;
  readonly registry: ResourceRegistry;
  /** Parameters that are sealed and masked as hidden ones are, though the template does not say so. */
  readonly encrypted: ReadonlySet<string>;
  /** The user's part of it as one document, in Heat's sections; the operator's is not in it. */
  readonly document: EnvironmentDocument;
}

/** As Heat stores and shows an environment. */
export type EnvironmentDocument = {
  readonly parameters: JsonMap;
  readonly parameter_defaults: JsonMap;
  readonly resource_registry: JsonMap;
  readonly event_sinks: readonly StackSink[];
  readonly encrypted_param_names: readonly string[];
};

export const EMPTY_ENVIRONMENT: EnvironmentDocument = {
  parameters: {},
  parameter_defaults: {},
  resource_registry: { resources: {} },
  event_sinks: [],
  encrypted_param_names: [],
};
