import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { isList, isMap } from '../storable.js';
import type { Expression } from '../values.js';
import { checkItems, checkLength } from './bounds.js';
import { FunctionFault, type FunctionContext } from './function.js';
import { pureFunction } from './pure-function.js';

/** `repeat: {template, for_each}` before 2016-10-14: over lists alone. */
export const repeatLists = repeatFunction({ call: 'repeat_lists', maps: false, mayPair: false });

/** From 2016-10-14 on: also over the keys of maps. */
export const repeatMaps = repeatFunction({ call: 'repeat_maps', maps: true, mayPair: false });

/** From 2017-09-01 on: with `permutations: false`, the items of all lists in step. */
export const repeat = repeatFunction({ call: 'repeat', maps: true, mayPair: true });

interface Variant {
  readonly call: string;
  readonly maps: boolean;
  readonly mayPair: boolean;
}

function repeatFunction(variant: Variant) {
  return pureFunction({
    call: variant.call,
    name: 'repeat',
    parts: (args, context) => parts(args, context, variant),
    apply([template = null, forEach = null, permutations = true], name) {
      if (!isMap(forEach)) throw notAMap(name);
      const names = Object.keys(forEach);
      if (names.length === 0) throw new FunctionFault(`The "for_each" argument to "${name}" is empty`);
      const lists = names.map((key) =>
        itemsOf(forEach[key] ?? null, variant.maps && permutations !== false, name),
      );
      const rows = permutations === false ? inStep(lists, forEach, name) : allOf(lists, name);
      const budget = { length: 0 };
      return rows.map((row) => new Replacement(names, row, name, budget).in(template));
    },
    write: ([template = null, forEach = null, permutations = true]) => ({
      template,
      for_each: forEach,
      ...(permutations === false && { permutations }),
    }),
  });
}

function parts(args: Json, context: FunctionContext, { mayPair }: Variant): Expression[] {
  const { name } = context;
  if (!isMap(args)) throw new FunctionFault(`Arguments to "${name}" must be a map`, shown(args));
  const { template, for_each: forEach, permutations } = args;
  if (template === undefined || forEach === undefined) {
    throw new FunctionFault(
      `"${name}" syntax should be {template: value, for_each: {variable: list}}`,
      shown(args),
    );
  }
  const over = context.compile(forEach, 'for_each');
  if ('lit' in over && !isMap(over.lit)) throw notAMap(name);
  const compiled = [context.compile(template, 'template'), over];
  if (!mayPair || permutations === undefined) return compiled;
  if (typeof permutations !== 'boolean')
    throw new FunctionFault(
      `"permutations" should be boolean type for ${name} function`,
      shown(permutations),
    );
  return [...compiled, { lit: permutations }];
}

function notAMap(name: string): FunctionFault {
  return new FunctionFault(`The "for_each" argument to "${name}" must contain a map`);
}

function itemsOf(value: Json, maps: boolean, name: string): readonly Json[] {
  if (value === null) return [];
  if (isList(value)) return value;
  if (maps && isMap(value)) return Object.keys(value);
  const kinds = maps ? 'lists or maps' : 'lists';
  throw new FunctionFault(
    `The values of the "for_each" argument to "${name}" must be ${kinds}`,
    shown(value),
  );
}

function inStep(
  lists: readonly (readonly Json[])[],
  forEach: { readonly [key: string]: Json },
  name: string,
): Json[][] {
  // As in Heat, a list that is not known counts as empty and is not compared.
  const given = Object.values(forEach).flatMap((value) => (isList(value) ? [value.length] : []));
  if (new Set(given).size > 1)
    throw new FunctionFault(`For ${name}, the length of for_each values should be equal if no nested loop`);
  const rows = Math.min(...lists.map((list) => list.length));
  return Array.from({ length: rows }, (_, index) => lists.map((list) => list[index] ?? null));
}

/** The last list runs fastest. */
function allOf(lists: readonly (readonly Json[])[], name: string): readonly (readonly Json[])[] {
  checkItems(
    lists.reduce((product, list) => product * list.length, 1),
    name,
  );
  return lists.reduce<readonly (readonly Json[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}

/** What stands for the variables in one item of the result. */
class Replacement {
  constructor(
    private readonly names: readonly string[],
    private readonly values: readonly Json[],
    private readonly name: string,
    private readonly budget: { length: number },
  ) {}

  in(template: Json): Json {
    if (typeof template === 'string') return this.inText(template);
    if (isList(template)) return template.map((item) => this.in(item));
    if (!isMap(template)) return template;
    return Object.fromEntries(
      Object.entries(template).map(([key, value]) => [this.inText(key), this.in(value)]),
    );
  }

  private inText(template: string): string {
    let text = template;
    this.names.forEach((name, index) => {
      const value = this.values[index] ?? null;
      if (typeof value !== 'string')
        throw new FunctionFault(`"${this.name}" puts strings into text, and "${name}" is none`, shown(value));
      text = text.replaceAll(name, () => value);
      checkLength(text.length, this.name);
    });
    checkLength((this.budget.length += text.length + 1), this.name);
    return text;
  }
}
