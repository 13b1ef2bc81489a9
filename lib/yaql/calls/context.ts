import type { Value } from '../values/value.js';
import type { Definition } from './definition.js';

/** Variables and functions, inside those of a parent. */
export class Context {
  private readonly data = new Map<string, Value>();
  private functions: Map<string, Definition[]> | undefined;
  private methods: Map<string, Definition[]> | undefined;

  constructor(private readonly parent?: Context) {}

  child(): Context {
    return new Context(this);
  }

  /** Null when there is none. `name` may leave out its `$`; `$` alone is `$1`. */
  get(name: string): Value {
    return Context.find(this, variableName(name));
  }

  set(name: string, value: Value): void {
    this.data.set(variableName(name), value);
  }

  register(definition: Definition): void {
    if (definition.isFunction) add((this.functions ??= new Map<string, Definition[]>()), definition);
    if (definition.isMethod) add((this.methods ??= new Map<string, Definition[]>()), definition);
  }

  /** What a name can mean, in layers: an inner one is asked first, and one that fits hides those further out. */
  overloads(name: string, asMethod: boolean): readonly Definition[][] {
    return Context.findAll(this, name.endsWith('_') ? name.replace(/_+$/, '') : name, asMethod);
  }

  private static find(innermost: Context, key: string): Value {
    for (let context: Context | undefined = innermost; context; context = context.parent) {
      const value = context.data.get(key);
      if (value !== undefined) return value;
    }
    return null;
  }

  private static findAll(innermost: Context, key: string, asMethod: boolean): readonly Definition[][] {
    const layers: Definition[][] = [];
    for (let context: Context | undefined = innermost; context; context = context.parent) {
      const found = (asMethod ? context.methods : context.functions)?.get(key);
      if (found) layers.push(found);
    }
    return layers;
  }
}

function add(overloads: Map<string, Definition[]>, definition: Definition): void {
  const same = overloads.get(definition.name);
  if (same) same.push(definition);
  else overloads.set(definition.name, [definition]);
}

function variableName(name: string): string {
  if (name === '$' || name === '') return '$1';
  return name.startsWith('$') ? name : `$${name}`;
}
