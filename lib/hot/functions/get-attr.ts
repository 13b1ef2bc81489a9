import type { Json } from '../../json.js';
import { isList } from '../storable.js';
import type { Expression, Referred } from '../values.js';
import { elided } from './elided.js';
import {
  FunctionFault,
  literalText,
  referenceName,
  type Evaluation,
  type FunctionContext,
  type TemplateFunction,
} from './function.js';
import { selectPath } from './select-path.js';

/**
 * `get_attr: [resource, attribute, path, ...]`. An attribute that is not there, and a path that leads nowhere,
 * yield null. With the name alone, or null after it (from 2015-10-15 on), all attributes are given, `show` left out.
 */
export const getAttr = attributeFunction({ allowAll: true });

/** As before 2015-10-15: an attribute must be named. */
export const getAttrNamed = attributeFunction({ allowAll: false });

function attributeFunction(options: { readonly allowAll: boolean }): TemplateFunction {
  return {
    call: 'get_attr',
    compile(args, context) {
      if (!isList(args))
        throw new FunctionFault(`Argument to "${context.name}" must be a list`, JSON.stringify(args));
      if (args.length < (options.allowAll ? 1 : 2))
        throw new FunctionFault(shapeMessage(context.name, options.allowAll));
      return compileReference(args, context, options.allowAll);
    },
    evaluate,
  };
}

function shapeMessage(name: string, allowAll: boolean): string {
  return allowAll
    ? `Arguments to "${name}" can be of the next forms: [resource_name] or [resource_name, attribute, (path), ...]`
    : `Arguments to "${name}" must be of the form [resource_name, attribute, (path), ...]`;
}

function compileReference(args: readonly Json[], context: FunctionContext, allowAll: boolean): Expression {
  const [name, attribute] = args.slice(0, 2).map((arg, index) => context.compile(arg, index));
  const path = args
    .slice(2)
    .map((arg, index) => context.compileOrElide(arg, index + 2))
    .filter((step) => step !== elided);
  const resource = literalText(name ?? { lit: null }, `The resource name in "${context.name}"`);
  context.require(resource);
  if (attribute === undefined || (allowAll && args[1] === null))
    return { call: 'get_attr', args: [{ lit: resource }] };
  if ('lit' in attribute) {
    context.requireAttribute(resource, literalText(attribute, `The attribute name in "${context.name}"`));
  }
  return { call: 'get_attr', args: [{ lit: resource }, attribute, ...path] };
}

function evaluate(args: readonly Expression[], evaluation: Evaluation): Json | undefined {
  const [, second] = args;
  const resource = referenceName(args);
  const referred = evaluation.scope(resource);
  if (!referred?.attributes) evaluation.waitFor(resource);
  if (!second) return referred && allAttributes(referred, evaluation);
  const attribute = evaluation.value(second);
  if (args.length === 2)
    return referred && attribute !== undefined ? read(referred, attribute, evaluation) : undefined;
  let known = true;
  const path: Json[] = [];
  for (let index = 2; index < args.length; index++) {
    const step = evaluation.value(args[index] ?? { lit: null });
    if (step === undefined) known = false;
    else path.push(step);
  }
  if (!known || !referred || attribute === undefined) return undefined;
  const value = read(referred, attribute, evaluation);
  return value === undefined ? undefined : (selectPath(value, path, false) ?? null);
}

function read(referred: Referred, attribute: Json, evaluation: Evaluation): Json | undefined {
  if (typeof attribute !== 'string') return null;
  if (referred.isVolatile(attribute)) evaluation.markVolatile();
  const { attributes } = referred;
  if (!attributes) return undefined;
  if (referred.isSecret(attribute)) evaluation.markSecret();
  return Object.hasOwn(attributes, attribute) ? (attributes[attribute] ?? null) : null;
}

function allAttributes(referred: Referred, evaluation: Evaluation): Json | undefined {
  if (!referred.attributes) return undefined;
  const names = Object.keys(referred.attributes).filter((name) => name !== 'show');
  return Object.fromEntries(names.map((name) => [name, read(referred, name, evaluation) ?? null]));
}
