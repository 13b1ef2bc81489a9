import type { Argument } from '../syntax/expression.js';
import { noValue } from '../values/value.js';
import type { Call } from './call.js';
import type { Definition, Parameter } from './definition.js';
import type { ParameterType } from './parameter-type.js';

/** A function and its arguments, which it takes. */
export interface Bound {
  readonly definition: Definition;
  convert(call: Call): Converted;
}

interface Converted {
  readonly args: readonly unknown[];
  readonly rest: readonly unknown[];
  readonly named: ReadonlyMap<string, unknown>;
}

/** Undefined: it does not take them. */
export function bind(
  definition: Definition,
  args: readonly Argument[],
  named: ReadonlyMap<string, Argument>,
): Bound | undefined {
  const { parameters, rest, keywords } = definition;
  const names = new Map(named);
  const bound: Argument[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const argument = argumentFor(parameter, args[index] ?? (index < args.length ? null : noValue), names);
    if (argument === undefined || !parameter.type.accepts(argument)) return undefined;
    bound.push(argument);
  }
  const further = args.slice(parameters.length);
  if (!allAccepted(rest, further) || !allAccepted(keywords, names.values())) return undefined;
  return {
    definition,
    convert: (call) => ({
      args: parameters.map(({ type }, index) => type.convert(bound[index] ?? null, call)),
      rest: further.map((argument) => rest?.convert(argument, call)),
      named: new Map([...names].map(([name, argument]) => [name, keywords?.convert(argument, call)])),
    }),
  };
}

/** Takes the argument from `names` when that is where it is. Undefined: it is missing, or there twice. */
function argumentFor(
  { name, fallback }: Parameter<unknown>,
  positional: Argument,
  names: Map<string, Argument>,
): Argument | undefined {
  const named = names.get(name);
  if (positional !== noValue) return named === undefined ? positional : undefined;
  if (named === undefined) return fallback;
  names.delete(name);
  return named;
}

function allAccepted(type: ParameterType<unknown> | undefined, args: Iterable<Argument>): boolean {
  for (const argument of args) if (type?.accepts(argument) !== true) return false;
  return true;
}
