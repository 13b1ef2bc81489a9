import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { byCodePoint, pythonJson, pythonText } from '../../python/text.js';
import { isMap } from '../storable.js';
import { checkLength } from './bounds.js';
import { FunctionFault, type TemplateFunction } from './function.js';
import { pureFunction } from './pure-function.js';

/** `str_replace: {template, params}` from 2015-10-15 on: maps and lists are put in as JSON. */
export const strReplace = replaceFunction({ call: 'str_replace', serialise: (value) => pythonJson(value) });

/** `str_replace_strict`: each param must be found in the template. */
export const strReplaceStrict = replaceFunction({
  call: 'str_replace_strict',
  name: 'str_replace_strict',
  serialise: (value) => pythonJson(value),
  allFound: true,
});

/** `str_replace_vstrict`: and none of them may be empty. */
export const strReplaceVeryStrict = replaceFunction({
  call: 'str_replace_vstrict',
  name: 'str_replace_vstrict',
  serialise: (value) => pythonJson(value),
  allFound: true,
  noneEmpty: true,
});

/** Before 2015-10-15: only strings and numbers can be put in. */
export const strReplaceScalars = replaceFunction({
  call: 'str_replace_scalars',
  serialise: refuseNested,
});

/** As templates of CloudFormation have it; `Fn::Replace` brings its arguments into this form. */
export const fnReplace = replaceFunction({
  call: 'fn_replace',
  name: 'Fn::Replace',
  serialise: refuseNested,
});

function refuseNested(value: Json, key: string, name: string): never {
  throw new FunctionFault(
    `"${name}" params must be strings or numbers, param ${key} is not valid`,
    shown(value),
  );
}

interface Variant {
  readonly call: string;
  /** As templates call it. */
  readonly name?: string;
  readonly serialise: (value: Json & object, key: string, name: string) => string;
  readonly allFound?: true;
  readonly noneEmpty?: true;
}

function replaceFunction(variant: Variant): TemplateFunction {
  return pureFunction({
    call: variant.call,
    name: variant.name ?? 'str_replace',
    parts(args, context) {
      if (!isMap(args)) throw new FunctionFault(`Arguments to "${context.name}" must be a map`, shown(args));
      const { template, params, ...rest } = args;
      if (template === undefined || params === undefined || Object.keys(rest).length > 0) {
        throw new FunctionFault(
          `"${context.name}" syntax should be {template: text, params: {key: value}}`,
          shown(args),
        );
      }
      return [context.compile(template, 'template'), context.compile(params, 'params')];
    },
    apply: ([template = null, params = null], name) => replace(template, params, name, variant),
    write: ([template = null, params = null]) => ({ template, params }),
  });
}

/**
 * Replaces longest keys first, ties in the order of their characters; what was put in is never looked at
 * again. Bounded: a hostile text with many keys costs at most `mostWork` comparisons and `longestResult` characters.
 */
function replace(template: Json, params: Json, name: string, variant: Variant): string {
  if (typeof template !== 'string')
    throw new FunctionFault(`"${name}" template must be a string`, shown(template));
  if (!isMap(params)) throw new FunctionFault(`"${name}" params must be a map`, shown(params));
  const keys = Object.keys(params).sort((a, b) => lengthOf(b) - lengthOf(a) || byCodePoint(a, b));
  if (keys.length * template.length > mostWork) {
    throw new FunctionFault(
      `"${name}" has ${keys.length} params for ${template.length} characters: that is too much`,
    );
  }
  // Raw text at even places, finished text at odd ones.
  let pieces: string[] = [template];
  const unused: string[] = [];
  for (const key of keys) {
    if (key === '') throw new FunctionFault(`"${name}" param placeholders must not be empty`);
    const text = textOf(params[key] ?? null, key, name, variant);
    const replaced = replaceKey(pieces, key, text, name);
    if (replaced === pieces) unused.push(key);
    pieces = replaced;
  }
  if (variant.allFound && unused.length > 0)
    throw new FunctionFault(`The following params were not found in the template: ${unused.join(',')}`);
  return pieces.join('');
}

const mostWork = 2 ** 30;

/** The very same pieces when the key is in none of them. */
function replaceKey(pieces: string[], key: string, text: string, name: string): string[] {
  if (!pieces.some((piece, place) => place % 2 === 0 && piece.includes(key))) return pieces;
  const next: string[] = [];
  let length = 0;
  pieces.forEach((piece, place) => {
    length += piece.length;
    if (place % 2 === 1) {
      next.push(piece);
      return;
    }
    piece.split(key).forEach((part, index) => {
      if (index > 0) next.push(text);
      next.push(part);
      length += index > 0 ? text.length : 0;
    });
    checkLength(length, name);
  });
  return next;
}

function textOf(value: Json, key: string, name: string, { serialise, noneEmpty }: Variant): string {
  const isEmpty =
    value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  if (noneEmpty && isEmpty) {
    throw new FunctionFault(
      `${name} has an undefined or empty value for param ${key}, must be a defined non-empty value`,
    );
  }
  if (value === null) return '';
  return typeof value === 'object' ? serialise(value, key, name) : pythonText(value);
}

function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++)
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) length--;
  return length;
}
