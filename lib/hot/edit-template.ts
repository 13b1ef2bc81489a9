import { isDeepStrictEqual } from 'node:util';
import { IsothermError } from '../errors.js';
import { coerceValue } from '../handler/coerce-value.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import type { Json, JsonObject } from '../json.js';
import { firstCall, firstCallInAnyVersion } from './calls-within.js';
import { FaultList, TooManyFaults } from './faults.js';
import { defaultLimits, type TemplateLimits } from './limits.js';
import { ParameterEdits } from './parameter-edits.js';
import { definitionOf, propertyOf, type PropertyEdit } from './property-edit.js';
import { putLiterals } from './put-literals.js';
import { readDocument } from './read-document.js';
import { own } from './sections.js';
import { checkStorable, isMap } from './storable.js';
import { hotVersion, type HotVersion } from './versions.js';

export interface EditedTemplate {
  readonly text: string;
  readonly parameters: JsonObject;
  readonly accepted: readonly PropertyEdit[];
  readonly refused: readonly (PropertyEdit & { readonly reason: string })[];
}

export interface EditOptions {
  readonly limits?: TemplateLimits;
  /** Given: a value is refused where the type would make another one of it. */
  readonly resourceType?: (type: string) => ResourceTypeSchema | undefined;
}

/**
 * Sets properties in the text of a template that compiles. A literal, or what is not given, becomes the value; where a
 * parameter stands that is not hidden and serves nothing else, its value in `parameters` does. Anything else is refused
 * with the reason. Compiled with the new parameters, the new text has the accepted values and is otherwise equal;
 * comments and layout stay, but for those inside a value that is replaced.
 * @throws IsothermError the template cannot be read.
 */
export function setProperties(
  template: string,
  edits: readonly PropertyEdit[],
  parameters: JsonObject,
  options: EditOptions = {},
): EditedTemplate {
  const limits = options.limits ?? defaultLimits;
  const document = readDocument(template, 'template', limits);
  const name = isMap(document) ? own(document, 'heat_template_version') : undefined;
  const version = typeof name === 'string' ? hotVersion(name) : undefined;
  if (isMap(document) && name === undefined)
    throw new IsothermError(
      'template.invalid',
      'The template is one of CloudFormation, in which values are not changed: change them there, and update the stack with it.',
    );
  if (!isMap(document) || !version)
    throw new IsothermError('template.invalid', 'The template cannot be edited: it does not compile.');
  const judge = new Judge(document, version, options, limits);
  const byParameter = new ParameterEdits(document, version, limits);
  const refused: (PropertyEdit & { reason: string })[] = [];
  const literal: PropertyEdit[] = [];
  const accepted = new Set<PropertyEdit>();
  const last = new Map(edits.map((edit) => [JSON.stringify([edit.resource, edit.property]), edit]));
  for (const edit of edits) {
    const again = last.get(JSON.stringify([edit.resource, edit.property])) !== edit;
    const verdict = again ? refuse('another value of it is given too') : judge.verdictOn(edit);
    if (verdict.kind === 'refused') refused.push({ ...edit, reason: verdict.reason });
    else if (verdict.kind === 'literal') literal.push(edit);
    else byParameter.add(verdict.parameter, edit);
  }
  for (const [edit, reason] of byParameter.settle(judge.fits)) {
    if (reason === undefined) accepted.add(edit);
    else refused.push({ ...edit, reason });
  }
  const text = putLiterals(template, literal, limits, (edit, reason) => {
    if (reason === undefined) accepted.add(edit);
    else refused.push({ ...edit, reason });
  });
  return {
    text,
    parameters: { ...parameters, ...byParameter.values() },
    accepted: edits.filter((edit) => accepted.has(edit)),
    refused,
  };
}

type Verdict =
  | { readonly kind: 'literal' }
  | { readonly kind: 'parameter'; readonly parameter: string }
  | { readonly kind: 'refused'; readonly reason: string };

class Judge {
  constructor(
    private readonly document: JsonObject,
    private readonly version: HotVersion,
    private readonly options: EditOptions,
    private readonly limits: TemplateLimits,
  ) {}

  verdictOn(edit: PropertyEdit): Verdict {
    const definition = definitionOf(this.document, edit.resource);
    if (!definition) return refuse(`the template has no resource "${edit.resource}"`);
    const reason = this.unwritable(edit.value);
    if (reason !== undefined) return refuse(reason);
    const written = propertyOf(this.document, edit) ?? null;
    const call = firstCall(written, this.version);
    if (call === undefined) {
      return this.fits(edit, edit.value)
        ? { kind: 'literal' }
        : refuse('its type would make another value of it');
    }
    const parameter = isMap(written) ? wholeParameter(own(written, 'get_param')) : undefined;
    return parameter === undefined
      ? refuse(`the template computes it with ${call}`)
      : { kind: 'parameter', parameter };
  }

  /** Whether the property comes to the edit's value when `value` is given. */
  readonly fits = (edit: PropertyEdit, value: Json): boolean => {
    const type = own(definitionOf(this.document, edit.resource) ?? {}, 'type');
    const schema = typeof type === 'string' ? this.options.resourceType?.(type) : undefined;
    const property = schema && own(schema.properties, edit.property);
    const made = property ? coerceValue(property.schema, value) : value;
    return isDeepStrictEqual(made, edit.value);
  };

  private unwritable(value: Json): string | undefined {
    if (value === null) return 'null is the same as not given';
    const faults = new FaultList(this.limits);
    try {
      checkStorable(value, faults, this.limits);
    } catch (error) {
      if (!(error instanceof TooManyFaults)) throw error;
    }
    const [fault] = faults.found;
    if (fault) return fault.message;
    const call = firstCallInAnyVersion(value);
    return call === undefined ? undefined : `in a template the value would be a call of ${call}`;
  }
}

function refuse(reason: string): Verdict {
  return { kind: 'refused', reason };
}

/** `get_param: name`, without a path into the value. */
function wholeParameter(args: Json | undefined): string | undefined {
  const name = Array.isArray(args) && args.length === 1 ? (args as readonly Json[])[0] : args;
  return typeof name === 'string' ? name : undefined;
}
