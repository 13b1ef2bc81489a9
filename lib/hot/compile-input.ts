import type { ResourceTypeSchema } from '../handler/contract.js';
import type { Json, JsonObject } from '../json.js';
import type { ConstraintAnswers } from './custom-constraints/questions.js';
import type { EventSinkRules } from './environment/event-sinks.js';
import type { TemplateLimits } from './limits.js';
import type { PseudoParameters } from './pseudo-parameters.js';

/** A template and what it is compiled with. All of it but `resourceType` and `resourceTypeNames` is plain data. */
export interface CompileInput {
  /** Text (JSON when it begins with `{`, else YAML), or what was parsed from JSON. */
  readonly template: string | JsonObject;
  readonly parameters?: JsonObject;
  /** `parameters` above win over what it says. Only without `environmentFiles`, as in Heat. */
  readonly environment?: string | JsonObject | undefined;
  /** Names of `files` that are environments, merged in this order. */
  readonly environmentFiles?: readonly string[] | undefined;
  /** What an update keeps of the environment before, as one document; what the request says wins over it. */
  readonly keptEnvironment?: JsonObject | undefined;
  /** What is kept comes from the user as the rest does, from the data of a stack that is adopted: it is checked too. */
  readonly keptIsGiven?: boolean | undefined;
  /** What the operator allows of a stack's own event sinks. Absent: none can be had. */
  readonly eventSinks?: EventSinkRules | undefined;
  /** Parameters that are not kept. */
  readonly clearParameters?: readonly string[] | undefined;
  /** The operator's, checked before: it lies under all others. */
  readonly globalEnvironment?: JsonObject | undefined;
  readonly files?: Readonly<Record<string, string>>;
  readonly pseudo: PseudoParameters;
  /** Absent: types, their properties and attributes are not checked. */
  readonly resourceType?: (type: string) => ResourceTypeSchema | undefined;
  /** All known types, to suggest one for a misspelt name. */
  readonly resourceTypeNames?: () => Iterable<string>;
  readonly limits: TemplateLimits;
  /**
   * False when only validating: a parameter without a value is no fault, and stays unknown; nor is a constraint of a service that no
   * provider there asks. Default: true.
   */
  readonly requireParameterValues?: boolean;
  /** Of a nested stack: the resource that it stands for. */
  readonly parent?: ParentResource;
  /** The time, in ms since the epoch, for the constraint `expiration`. Absent: nothing is out of date. */
  readonly nowMs?: number;
  /** What providers answered, by question. Absent: nobody can be asked, and no constraint of a provider is known. */
  readonly answers?: ConstraintAnswers;
}

/** What a nested template may ask of the resource above it. */
export interface ParentResource {
  readonly metadata: Json;
  readonly deletionPolicy: Json;
  readonly updatePolicy: Json;
}
