import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { indexOf } from '../../python/integer.js';
import { isList, isMap } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `str_split: [delimiter, text, index]`: the parts of a text, or the one at an index, which may count from the end. */
export const strSplit = pureFunction({
  call: 'str_split',
  parts(args, context) {
    const compiled = context.compile(args);
    if (
      typeof args === 'string' ||
      (isMap(args) && 'map' in compiled) ||
      ('lit' in compiled && !isList(compiled.lit))
    )
      throw new FunctionFault(shape(context.name));
    return [compiled];
  },
  apply([args = null], name) {
    if (!isList(args) || args.length < 2) throw new FunctionFault(shape(name));
    const [delimiter = null, text = null, index] = args;
    if (text === null) return null;
    if (typeof text !== 'string' || typeof delimiter !== 'string')
      throw new FunctionFault(shape(name), shown(typeof text === 'string' ? delimiter : text));
    if (delimiter === '') throw new FunctionFault(`The delimiter of "${name}" is empty`);
    const split = text.split(delimiter);
    return index === undefined ? split : partAt(split, index, name);
  },
});

function shape(name: string): string {
  return `Incorrect arguments to "${name}" should be: "${name}" : [ ",", "apples,pears", <index>]`;
}

function partAt(parts: readonly string[], index: Json, name: string): string {
  const at = indexOf(index);
  if (at === undefined) {
    const example = `"${name}" : [ ",", "apples,pears", <index>]`;
    throw new FunctionFault(`Incorrect index to "${name}" should be: ${example}`, shown(index));
  }
  const part = parts.at(at);
  if (part === undefined)
    throw new FunctionFault(`Incorrect index to "${name}" should be between 0 and ${parts.length - 1}`);
  return part;
}
