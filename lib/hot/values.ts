import type { DriftPolicy } from '../drift-policy.js';
import type { Json } from '../json.js';
import type { EnvironmentDocument } from './environment/environment.js';
import type { Hook, RestrictedAction } from './environment/hooks.js';

/**
 * A compiled value of a template: what could be worked out without any resource is a literal; the rest is a
 * call. JSON can say it, so that goals are stored as text. `secret`: the literal came from a hidden parameter.
 */
export type Expression =
  | { readonly lit: Json; readonly secret?: true }
  | { readonly list: readonly Expression[] }
  | { readonly map: { readonly [key: string]: Expression } }
  | { readonly call: string; readonly args: readonly Expression[] };

/** A value that may not be known yet (its resource does not exist so far: a plan, or a template being validated). */
export type Resolved =
  | { readonly known: true; readonly value: Json; readonly secret: boolean; readonly volatile: boolean }
  | {
      readonly known: false;
      readonly waitsFor: readonly string[];
      /** It comes from an attribute that changes by itself, whatever it will be. */
      readonly volatile: boolean;
    };

/** What a referred resource looks like at the moment of evaluation. */
export interface Referred {
  /** What `get_resource` yields; undefined: not known yet. */
  readonly reference: Json | undefined;
  readonly referenceIsSecret: boolean;
  /** Undefined: none is known yet. */
  readonly attributes: { readonly [name: string]: Json } | undefined;
  isSecret(attribute: string): boolean;
  isVolatile(attribute: string): boolean;
}

/** Looks up a resource by its name in the template; undefined: not known yet. */
export type Scope = (resource: string) => Referred | undefined;

/** One resource of a compiled template. */
export interface GoalResource {
  readonly name: string;
  /** What implements it. */
  readonly type: string;
  /** As the template names its type, where the environment maps that to another one. */
  readonly alias?: string;
  /** Each top-level property on its own: its secrecy and its changes are its own. Defaults are filled in. */
  readonly properties: { readonly [name: string]: Expression };
  /** Names of the resources it requires: from references and `depends_on`, each once, sorted. */
  readonly requires: readonly string[];
  readonly metadata: Expression;
  readonly description: string;
  /** What becomes of its thing when no goal wants it any more. Absent: it is deleted. */
  readonly deletionPolicy?: 'retain' | 'snapshot';
  /** Physical id of a thing that is only referred to: looked at, never made, changed or deleted. */
  readonly externalId?: string;
  /** Absent: the stack's. */
  readonly drift?: DriftPolicy;
  /** It may be replaced because something that it refers to was repaired, though no goal asked for it (R13). */
  readonly replaceOnDrift?: true;
  /** A replacement begins with deleting the old one; absent: as the type declares (R11). */
  readonly deleteFirst?: true;
  /** Where it is held until a user lets it go on. */
  readonly hooks?: readonly Hook[];
  /** What may not be done to its thing. */
  readonly restricted?: readonly RestrictedAction[];
  /** How long one action may take; absent: the engine's `jobs.actionTimeoutMs`. */
  readonly actionTimeoutMs?: number;
}

export interface GoalOutput {
  readonly name: string;
  readonly description: string;
  readonly value: Expression;
}

/** A parameter as the API shows it (Heat's words and shapes; hidden values as `******`). */
export interface ParameterSummary {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly label: string;
  readonly hidden: boolean;
  /** As it is written, be it in the template or in the environment's defaults. */
  readonly default?: Json;
  readonly constraints: readonly Json[];
  readonly tags?: readonly string[];
  /** The value in force; absent when validating without one. */
  readonly value?: Json;
  /** The value is none of the defaults. */
  readonly given?: true;
}

/** Parameters that belong together, for those who show them. */
export interface ParameterGroup {
  readonly label: string;
  readonly description: string;
  readonly parameters: readonly string[];
}

/** What a template, its files and parameters come to. */
export interface CompiledTemplate {
  readonly description: string;
  readonly resources: readonly GoalResource[];
  readonly outputs: readonly GoalOutput[];
  readonly parameters: readonly ParameterSummary[];
  /** `cfn`: a template of CloudFormation, whose pseudo parameters have other names. Absent: HOT. */
  readonly format?: 'cfn';
  /** Absent: the template has none. */
  readonly parameterGroups?: readonly ParameterGroup[];
  /** Values of the hidden parameters, never shown: with them errors are searched for secrets. */
  readonly hidden: readonly Json[];
  /** The environment in force, as it is kept and shown: the operator's part is not in it. */
  readonly environment: EnvironmentDocument;
}
