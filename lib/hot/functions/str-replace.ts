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
  const replacement = new Replacement(template, name);
  const unused: string[] = [];
  for (const key of keys) {
    if (key === '') throw new FunctionFault(`"${name}" param placeholders must not be empty`);
    const text = textOf(params[key] ?? null, key, name, variant);
    if (!replacement.put(key, text)) unused.push(key);
  }
  if (variant.allFound && unused.length > 0)
    throw new FunctionFault(`The following params were not found in the template: ${unused.join(',')}`);
  return replacement.result();
}

const mostWork = 2 ** 30;

/** A template of which more and more is replaced. */
class Replacement {
  /** The template with NUL, which is in no key, wherever something was put in its place: nothing is found there again. */
  private left: string;
  private readonly texts: { readonly text: string; readonly insteadOf: number }[] = [];
  /** For each character the number of the text that begins there, from 1 on; numbers alone, since there may be millions. */
  private readonly begins: Uint32Array;
  private length: number;

  constructor(
    private readonly template: string,
    private readonly name: string,
  ) {
    this.left = template;
    this.length = template.length;
    this.begins = new Uint32Array(template.length);
  }

  /** Whether the key was found. */
  put(key: string, text: string): boolean {
    const pieces: string[] = [];
    const number = this.texts.push({ text, insteadOf: key.length });
    let end = 0;
    for (let start = this.left.indexOf(key); start >= 0; start = this.left.indexOf(key, end)) {
      pieces.push(this.left.slice(end, start), '\0'.repeat(key.length));
      end = start + key.length;
      this.begins[start] = number;
      checkLength((this.length += text.length - key.length), this.name);
    }
    if (pieces.length > 0) this.left = pieces.join('') + this.left.slice(end);
    return pieces.length > 0;
  }

  result(): string {
    const pieces: string[] = [];
    let at = 0;
    this.begins.forEach((number, start) => {
      const put = this.texts[number - 1];
      if (put === undefined) return;
      pieces.push(this.template.slice(at, start), put.text);
      at = start + put.insteadOf;
    });
    return pieces.join('') + this.template.slice(at);
  }
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
