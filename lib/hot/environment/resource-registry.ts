import { own, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';
import { HOOKS, RESTRICTED_ACTIONS, type Hook, type RestrictedAction } from './hooks.js';
import { NameGlob } from './name-glob.js';

/** What a type of a template comes to. */
export type Resolution =
  | { readonly kind: 'type'; readonly type: string }
  /** A template, by the name of its file or URL. */
  | { readonly kind: 'template'; readonly name: string }
  | { readonly kind: 'unknown' }
  /** The names that lead back to the last of them. */
  | { readonly kind: 'cycle'; readonly path: readonly string[] };

/** What implements the types of a template, and what is said of single resources. The user's entries win over the operator's. */
export class ResourceRegistry {
  private readonly layers: readonly Layer[];

  constructor(user: JsonMap = {}, operator: JsonMap = {}) {
    this.layers = [new Layer(user), new Layer(operator)];
  }

  /**
   * Follows the entries from one to the next: of a resource before those of all, names before globs, longer globs before
   * shorter ones. One that leads to no known type is passed over, as in Heat. O(entries) a step.
   * @param isKnown whether a type has an implementation of its own
   */
  resolve(type: string, resource: string, isKnown: (type: string) => boolean): Resolution {
    return this.follow([type], { resource, isKnown, vain: new Set() });
  }

  private follow(path: readonly string[], search: Search): Resolution {
    const type = path.at(-1) ?? '';
    if (isTemplateName(type)) return { kind: 'template', name: type };
    for (const next of this.candidates(type, search.resource)) {
      if (search.vain.has(next)) continue;
      if (path.includes(next) || path.length >= longestChain) return { kind: 'cycle', path: [...path, next] };
      const found = this.follow([...path, next], search);
      if (found.kind !== 'unknown') return found;
    }
    if (search.isKnown(type)) return { kind: 'type', type };
    search.vain.add(type);
    return { kind: 'unknown' };
  }

  private *candidates(type: string, resource: string): Generator<string> {
    for (const layer of this.layers) {
      for (const said of layer.saidOf(resource)) {
        const mapped = own(said, type);
        if (typeof mapped === 'string') yield mapped;
      }
      yield* layer.mappings(type);
    }
  }

  /** Where the resource is to be held, in the order of `HOOKS`. */
  hooks(resource: string): Hook[] {
    const words = this.wordsOf(resource, 'hooks');
    return HOOKS.filter((hook) => words.has(hook));
  }

  /** What may not be done to it. */
  restrictedActions(resource: string): RestrictedAction[] {
    const words = this.wordsOf(resource, 'restricted_actions');
    return RESTRICTED_ACTIONS.filter((action) => words.has(action));
  }

  /** The names of types that it maps, to suggest one for a misspelt name. */
  names(): string[] {
    return this.layers.flatMap(({ entries }) =>
      Object.entries(entries).flatMap(([name, value]) => (typeof value === 'string' ? [name] : [])),
    );
  }

  private wordsOf(resource: string, key: string): ReadonlySet<unknown> {
    const words = this.layers.flatMap((layer) =>
      layer.saidOf(resource).flatMap((said): readonly unknown[] => {
        const value = own(said, key);
        return isList(value) ? value : [value];
      }),
    );
    return new Set(words);
  }
}

interface Search {
  readonly resource: string;
  readonly isKnown: (type: string) => boolean;
  /** Types that lead nowhere. */
  readonly vain: Set<string>;
}

/** A glob can make longer names for ever: `A*: AA*`. */
const longestChain = 100;

/** True for what Heat takes for a template: nested stacks have such types. */
export function isTemplateName(type: string): boolean {
  return type.endsWith('.yaml') || type.endsWith('.template');
}

/** What one of those who may says. */
class Layer {
  private readonly resources: JsonMap;
  /** Those that are more than a name, the longest first. */
  private readonly globs: readonly NameGlob[];
  private readonly typeGlobs: readonly string[];
  /** What was found once: a resource is asked about more than once. */
  private readonly said = new Map<string, readonly JsonMap[]>();

  constructor(readonly entries: JsonMap) {
    const section = own(entries, 'resources');
    this.resources = isMap(section) ? section : {};
    const patterns = Object.keys(this.resources).filter((name) => /[*?[]/.test(name));
    this.globs = longestFirst(patterns).map((pattern) => new NameGlob(pattern));
    this.typeGlobs = longestFirst(Object.keys(entries).filter((name) => name.endsWith('*')));
  }

  /** Of a resource: under its own name first, then under globs. */
  saidOf(resource: string): readonly JsonMap[] {
    let said = this.said.get(resource);
    if (!said) this.said.set(resource, (said = this.find(resource)));
    return said;
  }

  private find(resource: string): JsonMap[] {
    const characters = [...resource];
    const fitting = this.globs
      .filter(({ pattern }) => pattern !== resource)
      .filter((glob) => glob.fits(characters));
    return [resource, ...fitting.map(({ pattern }) => pattern)].flatMap((name) => {
      const said = own(this.resources, name);
      return isMap(said) ? [said] : [];
    });
  }

  /** Of a type. `A::*: B::*` puts the rest of the name behind the other beginning; `A::*: B` is B for all, but for B itself. */
  *mappings(type: string): Generator<string> {
    const exactly = own(this.entries, type);
    if (typeof exactly === 'string') yield exactly;
    for (const glob of this.typeGlobs) {
      const mapped = own(this.entries, glob);
      if (!type.startsWith(glob.slice(0, -1)) || typeof mapped !== 'string') continue;
      // As in Heat, a glob leads to no template.
      if (mapped === type || isTemplateName(mapped)) continue;
      yield mapped.endsWith('*') ? mapped.slice(0, -1) + type.slice(glob.length - 1) : mapped;
    }
  }
}

function longestFirst(names: readonly string[]): readonly string[] {
  return [...names].sort((a, b) => b.length - a.length);
}
