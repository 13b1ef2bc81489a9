import type { Argument } from '../syntax/expression.js';
import { noValue } from '../values/value.js';
import type { Definition } from './definition.js';
import type { ParameterType } from './parameter-type.js';

/** Which parameter each argument is for, and which arguments the function evaluates itself. */
export interface ArgumentMap {
  readonly positional: readonly ParameterType<unknown>[];
  readonly named: ReadonlyMap<string, ParameterType<unknown>>;
  /** Positions and names. */
  readonly lazy: ReadonlySet<number | string>;
}

const noNames: ReadonlyMap<string, ParameterType<unknown>> = new Map();
const nothingLazy: ReadonlySet<number | string> = new Set();

/** Undefined: the function cannot take them, whatever those that are not evaluated yet come to. */
export function mapArguments(
  definition: Definition,
  args: readonly Argument[],
  named: ReadonlyMap<string, Argument>,
): ArgumentMap | undefined {
  const positional = mapPositions(definition, args, named);
  if (!positional) return undefined;
  const byName = named.size === 0 ? noNames : mapNames(definition, args, named);
  return byName && { positional, named: byName, lazy: lazyOnes(positional, byName) };
}

function mapPositions(
  { parameters, rest }: Definition,
  args: readonly Argument[],
  named: ReadonlyMap<string, Argument>,
): ParameterType<unknown>[] | undefined {
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index];
    const isGiven = index < args.length && args[index] !== noValue;
    if (!parameter || (!isGiven && parameter.fallback === undefined && !named.has(parameter.name)))
      return undefined;
  }
  const types: ParameterType<unknown>[] = [];
  for (let index = 0; index < args.length; index++) {
    const parameter = parameters[index];
    const argument = args[index] ?? null;
    const isNamedToo = parameter && named.has(parameter.name);
    if (isNamedToo && argument !== noValue) return undefined;
    // One that was left out and is named instead stands in its place as any further one would.
    const type = parameter && !isNamedToo ? parameter.type : rest;
    const given = argument === noValue && parameter && !isNamedToo ? parameter.fallback : argument;
    if (!type || given === undefined || !type.accepts(given)) return undefined;
    types.push(type);
  }
  return types;
}

function mapNames(
  { parameters, keywords }: Definition,
  args: readonly Argument[],
  named: ReadonlyMap<string, Argument>,
): ReadonlyMap<string, ParameterType<unknown>> | undefined {
  const types = new Map<string, ParameterType<unknown>>();
  for (const [name, argument] of named) {
    const index = parameters.findIndex((parameter) => parameter.name === name);
    const parameter = parameters[index];
    const isFree = index >= args.length || args[index] === noValue;
    // What a parameter takes is seen when it is evaluated.
    const type = parameter && isFree ? parameter.type : keywords?.accepts(argument) ? keywords : undefined;
    if (!type) return undefined;
    types.set(name, type);
  }
  return types;
}

function lazyOnes(
  positional: readonly ParameterType<unknown>[],
  named: ReadonlyMap<string, ParameterType<unknown>>,
): ReadonlySet<number | string> {
  let lazy: Set<number | string> | undefined;
  for (let index = 0; index < positional.length; index++) {
    if (positional[index]?.lazy === true) (lazy ??= new Set()).add(index);
  }
  for (const [name, type] of named) if (type.lazy) (lazy ??= new Set()).add(name);
  return lazy ?? nothingLazy;
}
