import { Constant, Expression, Keyword, MappingExpression, type Argument } from '../syntax/expression.js';
import { textOf } from '../values/text.js';
import { noValue, type Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';
import { bind, type Bound } from './bind.js';
import type { Definition } from './definition.js';
import type { Engine, Invocation } from './engine.js';
import { mapArguments, type ArgumentMap } from './map-arguments.js';

type Named = Map<string, Argument>;

interface Candidate {
  readonly definition: Definition;
  readonly map: ArgumentMap;
}

/**
 * Finds the function that a call means: among those of the name that could take the arguments as they are written, the
 * one that takes them once they are evaluated. Inner layers go first; in one, narrower classes win.
 * @throws YaqlFault: there is none, or more than one
 */
export function choose(invocation: Invocation, engine: Engine): Bound {
  const { name, receiver } = invocation;
  const fault = new CallFaults(name, receiver, engine);
  const layers = invocation.context.overloads(name, receiver !== noValue);
  if (layers.length === 0) throw fault.unknown();
  const noKeywords = layers[0]?.[0]?.noKeywords ?? false;
  const { args, named } = separate(invocation, noKeywords);
  const candidates: Candidate[][] = [];
  let lazy: ReadonlySet<number | string> | undefined;
  for (const layer of layers) {
    const fitting: Candidate[] = [];
    for (const definition of layer) {
      if (definition.noKeywords !== noKeywords) throw fault.ambiguous();
      const map = mapArguments(definition, args, named);
      if (!map) continue;
      if (lazy && !sameMembers(lazy, map.lazy)) throw fault.ambiguous();
      lazy ??= map.lazy;
      fitting.push({ definition, map });
    }
    if (fitting.length > 0) candidates.push(fitting);
  }
  if (!lazy) throw fault.noMatch();
  const found = firstThatTakes(candidates, evaluated(args, named, lazy, invocation, engine), fault);
  if (!found) throw fault.noMatch();
  return found;
}

/** Positional arguments and those with a name. */
function separate(
  { receiver, args, named }: Invocation,
  noKeywords: boolean,
): { args: Argument[]; named: Named } {
  const all = receiver === noValue ? [...args] : [receiver, ...args];
  if (noKeywords) {
    for (const name of named?.keys() ?? [])
      throw new YaqlFault('ArgumentException', `Invalid argument ${name}`);
    return { args: all, named: new Map() };
  }
  const result = { args: [] as Argument[], named: new Map() as Named };
  for (const arg of all) {
    if (!(arg instanceof MappingExpression)) result.args.push(arg);
    else if (arg.source instanceof Keyword) result.named.set(arg.source.word, arg.destination);
    else throw notTranslated();
  }
  for (const [name, value] of named ?? []) {
    if (result.named.has(name)) throw notTranslated();
    result.named.set(name, value);
  }
  return result;
}

function notTranslated(): YaqlFault {
  return new YaqlFault('MappingTranslationException', 'Cannot convert mapping to keyword argument');
}

function evaluated(
  args: readonly Argument[],
  named: Named,
  lazy: ReadonlySet<number | string>,
  invocation: Invocation,
  engine: Engine,
): { args: Argument[]; named: Named } {
  const value = (key: number | string, arg: Argument): Argument =>
    arg instanceof Expression && !(arg instanceof Constant) && !lazy.has(key)
      ? engine.evaluate(arg, noValue, invocation.context)
      : arg;
  const positional = args.map((arg, index) => value(index, arg));
  if (named.size === 0) return { args: positional, named };
  return { args: positional, named: new Map([...named].map(([name, arg]) => [name, value(name, arg)])) };
}

function firstThatTakes(
  layers: readonly (readonly Candidate[])[],
  { args, named }: { readonly args: readonly Argument[]; readonly named: Named },
  fault: CallFaults,
): Bound | undefined {
  for (const layer of layers) {
    let winner: { readonly bound: Bound; readonly map: ArgumentMap } | undefined;
    for (const { definition, map } of layer) {
      const bound = bind(definition, args, named);
      if (!bound || (winner && isNarrower(winner.map, map))) continue;
      if (winner && !isNarrower(map, winner.map)) throw fault.ambiguous();
      winner = { bound, map };
    }
    if (winner) return winner.bound;
  }
  return undefined;
}

/** Whether no class of the one is wider than the other's, and one is narrower. */
function isNarrower(one: ArgumentMap, other: ArgumentMap): boolean {
  let narrower = false;
  const pairs = [
    ...one.positional.map((type, index) => [type, other.positional[index]] as const),
    ...[...one.named].map(([name, type]) => [type, other.named.get(name)] as const),
  ];
  for (const [a, b] of pairs) {
    if (!a.pythonClass || !b?.pythonClass) continue;
    if (b.pythonClass.isNarrowerThan(a.pythonClass)) return false;
    if (a.pythonClass.isNarrowerThan(b.pythonClass)) narrower = true;
  }
  return narrower;
}

function sameMembers(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  if (a === b) return true;
  for (const member of a) if (!b.has(member)) return false;
  return a.size === b.size;
}

class CallFaults {
  constructor(
    private readonly name: string,
    private readonly receiver: Value,
    private readonly engine: Engine,
  ) {}

  unknown(): YaqlFault {
    return this.isFunction
      ? new YaqlFault('NoFunctionRegisteredException', `Unknown function "${this.name}"`)
      : new YaqlFault(
          'NoMethodRegisteredException',
          `Unknown method "${this.name}" for receiver ${this.shown()}`,
        );
  }

  noMatch(): YaqlFault {
    return this.isFunction
      ? new YaqlFault('NoMatchingFunctionException', `No function "${this.name}" matches supplied arguments`)
      : new YaqlFault(
          'NoMatchingMethodException',
          `No method "${this.name}" for receiver ${this.shown()} matches supplied arguments`,
        );
  }

  ambiguous(): YaqlFault {
    return this.isFunction
      ? new YaqlFault('AmbiguousFunctionException', `Ambiguous function "${this.name}"`)
      : new YaqlFault(
          'AmbiguousMethodException',
          `Ambiguous method "${this.name}" for receiver ${this.shown()}`,
        );
  }

  private get isFunction(): boolean {
    return this.receiver === noValue;
  }

  private shown(): string {
    return textOf(this.receiver, this.engine.budget);
  }
}
