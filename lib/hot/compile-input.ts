import type { ResourceTypeSchema } from '../handler/contract.js';
import type { JsonObject } from '../json.js';
import type { ConstraintAnswers } from './custom-constraints/questions.js';
import type { TemplateLimits } from './limits.js';

/** A template and what it is compiled with. All of it but `resourceType` and `resourceTypeNames` is plain data. */
export interface CompileInput {
  /** Text (JSON when it begins with `{`, else YAML), or what was parsed from JSON. */
  readonly template: string | JsonObject;
  readonly parameters?: JsonObject;
  /** Its sections `parameters` and `parameter_defaults` count; `parameters` above win over both. */
  readonly environment?: string | JsonObject | undefined;
  readonly files?: Readonly<Record<string, string>>;
  readonly pseudo: PseudoParameters;
  /** Absent: types, their properties and attributes are not checked. */
  readonly resourceType?: (type: string) => ResourceTypeSchema | undefined;
  /** All known types, to suggest one for a misspelt name. */
  readonly resourceTypeNames?: () => Iterable<string>;
  readonly limits: TemplateLimits;
  /** False when only validating: a parameter without a value is no fault, and stays unknown. Default: true. */
  readonly requireParameterValues?: boolean;
  /** The time, in ms since the epoch, for the constraint `expiration`. Absent: nothing is out of date. */
  readonly nowMs?: number;
  /** What providers answered, by question. Absent: nobody can be asked, and no constraint of a provider is known. */
  readonly answers?: ConstraintAnswers;
}

export interface PseudoParameters {
  readonly stackName: string;
  readonly stackId: string;
  readonly projectId: string;
}
