import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { byCodePoint, pythonJson, pythonText } from '../python-text.js';
import { isMap } from '../storable.js';
import { allValues, foldOrDefer, FunctionFault, type TemplateFunction } from './function.js';

/** `str_replace: {template, params}` from 2015-10-15 on: maps and lists are put in as JSON. */
export const strReplace = replaceFunction('str_replace', (value) => pythonJson(value));

/** Before 2015-10-15: only strings and numbers can be put in. */
export const strReplaceScalars = replaceFunction('str_replace_scalars', (value, key) => {
  throw new FunctionFault(
    `"str_replace" params must be strings or numbers, param ${key} is not valid`,
    shown(value),
  );
});

type Serialise = (value: Json & object, key: string) => string;

function replaceFunction(call: string, serialise: Serialise): TemplateFunction {
  const apply = ([template = null, params = null]: readonly Json[]): Json =>
    replace(template, params, serialise);
  return {
    call,
    compile(args, context) {
      if (!isMap(args)) throw new FunctionFault(`Arguments to "${context.name}" must be a map`, shown(args));
      const { template, params, ...rest } = args;
      if (template === undefined || params === undefined || Object.keys(rest).length > 0) {
        throw new FunctionFault(
          `"${context.name}" syntax should be {template: text, params: {key: value}}`,
          shown(args),
        );
      }
      const parts = [context.compile(template, 'template'), context.compile(params, 'params')];
      return foldOrDefer(call, parts, apply);
    },
    evaluate(args, evaluation) {
      const values = allValues(args, evaluation);
      return values && apply(values);
    },
    write: ([template = null, params = null]) => ({ str_replace: { template, params } }),
  };
}

/**
 * Replaces longest keys first, ties in the order of their characters; what was put in is never looked at
 * again. Bounded: a hostile text with many keys costs at most `mostWork` comparisons and `longestResult` characters.
 */
function replace(template: Json, params: Json, serialise: Serialise): string {
  if (typeof template !== 'string')
    throw new FunctionFault('"str_replace" template must be a string', shown(template));
  if (!isMap(params)) throw new FunctionFault('"str_replace" params must be a map', shown(params));
  const keys = Object.keys(params).sort((a, b) => lengthOf(b) - lengthOf(a) || byCodePoint(a, b));
  if (keys.length * template.length > mostWork) {
    throw new FunctionFault(
      `"str_replace" has ${keys.length} params for ${template.length} characters: that is too much`,
    );
  }
  // Raw text at even places, finished text at odd ones.
  let pieces: string[] = [template];
  for (const key of keys) {
    if (key === '') throw new FunctionFault('"str_replace" param placeholders must not be empty');
    pieces = replaceKey(pieces, key, textOf(params[key] ?? null, key, serialise));
  }
  return pieces.join('');
}

const mostWork = 2 ** 30;
const longestResult = 8 * 1024 * 1024;

function replaceKey(pieces: string[], key: string, text: string): string[] {
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
    if (length > longestResult)
      throw new FunctionFault(`The result of "str_replace" has more than ${longestResult} characters`);
  });
  return next;
}

function textOf(value: Json, key: string, serialise: Serialise): string {
  if (value === null) return '';
  return typeof value === 'object' ? serialise(value, key) : pythonText(value);
}

function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++)
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) length--;
  return length;
}
