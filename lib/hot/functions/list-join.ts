import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { pythonJson } from '../../python/text.js';
import { isList } from '../storable.js';
import type { Expression } from '../values.js';
import { checkLength } from './bounds.js';
import { FunctionFault, type FunctionContext, type TemplateFunction } from './function.js';
import { itemsOf, pureFunction } from './pure-function.js';

/** `list_join: [delimiter, list, list, ...]` from 2015-10-15 on: maps and lists are joined as JSON. */
export const listJoin = pureFunction({
  call: 'list_join',
  parts: (args, context) => partsOf(args, context, (count) => count >= 2, ' ...'),
  apply: joinMany,
  write: (args) => args,
});

/** `list_join: [delimiter, list]` before 2015-10-15: one list of strings. */
export const listJoinStrings = joinOfStrings('list_join_strings', 'list_join');

/** `Fn::Join: [delimiter, list]`. */
export const fnJoin = joinOfStrings('fn_join', 'Fn::Join');

function joinOfStrings(call: string, name: string): TemplateFunction {
  return pureFunction({
    call,
    name,
    parts: (args, context) => partsOf(args, context, (count) => count === 2),
    apply: joinStrings,
    write: (args) => args,
  });
}

function partsOf(
  args: Json,
  context: FunctionContext,
  isRight: (count: number) => boolean,
  andSoOn = '',
): readonly Expression[] {
  const parts = isList(args) && isRight(args.length) ? itemsOf(context.compile(args)) : undefined;
  if (!parts) throw new FunctionFault(shape(context.name, andSoOn));
  return parts;
}

function shape(name: string, andSoOn: string): string {
  return `Incorrect arguments to "${name}" should be: "${name}" : [ " ", [ "str1", "str2"]${andSoOn}]`;
}

function joinMany([delimiter = null, ...lists]: readonly Json[], name: string): Json {
  const texts: string[] = [];
  for (const list of lists) {
    // As in Heat, whatever Python takes for false is an empty list.
    if (list === null || list === '' || list === 0 || list === false) continue;
    if (isList(list)) for (const item of list) texts.push(itemText(item));
    else if (typeof list !== 'object' || Object.keys(list).length > 0) throw notAList(list, name);
  }
  return join(texts, delimiter, name);
}

function joinStrings([delimiter = null, list = null]: readonly Json[], name: string): Json {
  if (list === null) return join([], delimiter, name);
  if (!isList(list)) throw notAList(list, name);
  return join(
    list.map((item) => {
      if (item !== null && typeof item !== 'string')
        throw new FunctionFault('Items to join must be strings not', shown(item));
      return item ?? '';
    }),
    delimiter,
    name,
  );
}

function join(texts: readonly string[], delimiter: Json, name: string): string {
  if (typeof delimiter !== 'string')
    throw new FunctionFault(`"${name}" delimiter must be a string`, shown(delimiter));
  checkLength(
    texts.reduce((sum, text) => sum + text.length + delimiter.length, 0),
    name,
  );
  return texts.join(delimiter);
}

function itemText(item: Json): string {
  if (item === null) return '';
  if (typeof item === 'string') return item;
  if (typeof item === 'object') return pythonJson(item);
  throw new FunctionFault('Items to join must be string, map or list not', shown(item));
}

function notAList(value: Json, name: string): FunctionFault {
  return new FunctionFault(`"${name}" must operate on a list`, shown(value));
}
