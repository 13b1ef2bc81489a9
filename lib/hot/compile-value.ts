import type { Json } from '../json.js';
import type { CompileInput } from './compile-input.js';
import { didYouMean, type FaultList } from './faults.js';
import { FunctionFault, NeverKnown, unknowable, type FunctionContext } from './functions/function.js';
import { nearestName } from './nearest-name.js';
import type { Parameters } from './parameters.js';
import type { Truth } from './conditions.js';
import { elided, orNull } from './functions/elided.js';
import { own } from './sections.js';
import type { Expression } from './values.js';
import { firstVersionWith, type Callable, type FunctionTable, type HotVersion } from './versions.js';

/** What a reference to a resource means where it stands. */
export interface References {
  /** Notes that the thing being compiled requires the resource. */
  require(resource: string): void;
  requireAttribute(resource: string, attribute: string): void;
  isResource(name: string): boolean;
}

export interface ValueContext {
  readonly input: CompileInput;
  readonly version: HotVersion;
  /** Those that may be called here: the version's own, or those of conditions. */
  readonly functions: FunctionTable;
  readonly parameters: Parameters;
  readonly references: References;
  /** As of `FunctionContext`. */
  readonly mappings: Json;
  /** As `Conditions.holds`. */
  readonly holds: (condition: Json) => Truth;
  readonly faults: FaultList;
}

/** Turns values of a template into expressions; what needs no resource is worked out at once. */
export class ValueCompiler {
  readonly faults: FaultList;

  constructor(private readonly context: ValueContext) {
    this.faults = context.faults;
  }

  /** Compiles the value at the faults' current path, where something has to stand. */
  compile(value: Json): Expression {
    return orNull(this.compileOrElide(value));
  }

  /** `elided` where nothing is to stand. A literal part is shared with the document, not copied. */
  compileOrElide(value: Json): Expression {
    if (value === null || typeof value !== 'object') return { lit: value };
    if (Array.isArray(value)) return this.list(value as readonly Json[]);
    const map = value as { readonly [key: string]: Json };
    const keys = Object.keys(map);
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) {
      const fn = this.context.functions.get(only);
      if (fn !== undefined) return this.call(only, fn, map[only] ?? null);
      this.refuseYoungerFunction(only);
    }
    return this.map(map, keys);
  }

  functionNames(): Iterable<string> {
    return this.context.functions.keys();
  }

  private list(items: readonly Json[]): Expression {
    const { path } = this.faults;
    const compiled: Expression[] = [];
    const fold = new Fold();
    for (let index = 0; index < items.length; index++) {
      const item = items[index] ?? null;
      path.push(index);
      const expression = this.compileOrElide(item);
      path.pop();
      if (expression !== elided) compiled.push(expression);
      fold.add(expression, item);
    }
    if (!fold.literal) return { list: compiled };
    return fold.result(
      () => items,
      () => compiled.map(literalOf),
    );
  }

  private map(map: { readonly [key: string]: Json }, keys: readonly string[]): Expression {
    const { path } = this.faults;
    const compiled: [string, Expression][] = [];
    const fold = new Fold();
    for (const key of keys) {
      const value = map[key] ?? null;
      path.push(key);
      const expression = this.compileOrElide(value);
      path.pop();
      if (expression !== elided) compiled.push([key, expression]);
      fold.add(expression, value);
    }
    if (!fold.literal) return { map: Object.fromEntries(compiled) };
    return fold.result(
      () => map,
      () => Object.fromEntries(compiled.map(([key, each]) => [key, literalOf(each)])),
    );
  }

  private call(name: string, fn: Callable, args: Json): Expression {
    const { path } = this.faults;
    path.push(name);
    const depth = path.length;
    try {
      if (fn === 'removed')
        throw new FunctionFault(`The function "${name}" is not supported in this version of HOT`);
      if (fn === 'invalid') throw new FunctionFault(`The function "${name}" is invalid in this context`);
      const compiled = fn.compile(args, this.contextOf(name));
      if ('lit' in compiled && compiled.secret) this.faults.hide(compiled.lit);
      return compiled;
    } catch (error) {
      path.length = depth;
      if (error instanceof NeverKnown) return unknowable;
      if (!(error instanceof FunctionFault)) throw error;
      this.faults.add(error.sentence(false), { hint: error.hint });
      return unknowable;
    } finally {
      path.length = depth - 1;
    }
  }

  private refuseYoungerFunction(name: string): void {
    if (this.context.version.format === 'cfn') return;
    const since = firstVersionWith(name, this.context.version);
    if (since === undefined) return;
    this.faults.add(`The function "${name}" is not supported in this version of HOT.`, {
      at: [name],
      hint: `it needs heat_template_version ${since} or newer`,
    });
  }

  private contextOf(name: string): FunctionContext {
    const { faults, input, parameters, references, holds } = this.context;
    const within = <T>(at: readonly (string | number)[], read: () => T): T => {
      faults.path.push(...at);
      const result = read();
      faults.path.length -= at.length;
      return result;
    };
    return {
      name,
      compile: (value, ...at) => within(at, () => this.compile(value)),
      compileOrElide: (value, ...at) => within(at, () => this.compileOrElide(value)),
      condition: (value, ...at) => within(at, () => holds(value)),
      parameter: (key) => {
        if (!parameters.names.has(key)) {
          const hint = didYouMean(nearestName(key, parameters.names)) ?? 'declare it under "parameters"';
          faults.add(`The Parameter (${key}) was not provided.`, { hint });
        }
        return parameters.values.get(key);
      },
      require: (resource) => references.require(resource),
      isResource: (resource) => references.isResource(resource),
      mappings: () => this.context.mappings,
      parent: input.parent ?? (input.requireParameterValues === false ? 'unknown' : undefined),
      requireAttribute: (resource, attribute) => references.requireAttribute(resource, attribute),
      file: (file) => own(input.files ?? {}, file),
      fileNames: () => Object.keys(input.files ?? {}),
      valueLength: input.limits.valueLength,
    };
  }
}

/** Whether all parts are literals, whether any is secret, and whether any differs from what was written. */
class Fold {
  literal = true;
  private secret = false;
  private changed = false;

  add(expression: Expression, written: Json): void {
    if (expression === elided) {
      this.changed = true;
      return;
    }
    if (!('lit' in expression)) {
      this.literal = false;
      return;
    }
    if (expression.secret) this.secret = true;
    if (expression.lit !== written) this.changed = true;
  }

  result(written: () => Json, folded: () => Json): Expression {
    const lit = this.changed ? folded() : written();
    return this.secret ? { lit, secret: true } : { lit };
  }
}

function literalOf(expression: Expression): Json {
  return 'lit' in expression ? expression.lit : null;
}
