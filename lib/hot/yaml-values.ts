import { isAlias, isMap, isScalar, isSeq, visit, type Document } from 'yaml';
import type { Json } from '../json.js';
import { type TemplateLimits } from './limits.js';
import { tooManyValues } from './storable.js';
import { plainScalar, taggedNumber } from './yaml-scalar.js';
import { tooDeep, UnreadableText, type YamlNode } from './yaml-nodes.js';

/**
 * The value of a YAML document. Aliases share the value of their anchor, so a bomb of them costs nothing here.
 * A repeated key is refused: Heat keeps the last one and silently drops a resource.
 * @throws UnreadableText; IsothermError `template.too-large`: too much is merged.
 */
export function yamlValue(document: Document.Parsed, limits: TemplateLimits): Json {
  return new Reader(limits).read(document.contents, 0);
}

/** The text of a mapping key, as it becomes the key of a JSON object. */
export function yamlKey(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

type Plain = { [key: string]: Json };

class Reader {
  private readonly anchors = new Map<string, Json>();
  /** Values that merge keys have copied: unlike aliases they cost something each time. */
  private copied = 0;

  constructor(private readonly limits: TemplateLimits) {}

  read(node: unknown, depth: number): Json {
    if (depth > this.limits.depth) throw new UnreadableText(tooDeep(this.limits), offsetOf(node));
    if (isAlias(node)) return this.alias(node.source, offsetOf(node));
    const value = this.fresh(node, depth);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) this.anchors.set(anchor, value);
    return value;
  }

  private fresh(node: unknown, depth: number): Json {
    if (node === null || node === undefined) return null;
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) return this.map(node.items, depth);
    throw new UnreadableText('The YAML text holds something that is no value.', offsetOf(node));
  }

  private alias(name: string, offset: number): Json {
    const value = this.anchors.get(name);
    if (value === undefined)
      throw new UnreadableText(`The alias "*${name}" has no anchor before it.`, offset);
    return value;
  }

  private map(items: readonly { key: unknown; value: unknown }[], depth: number): Json {
    const own: Plain = {};
    const merged: Json[] = [];
    for (const { key, value } of items) {
      const name = isAlias(key) ? this.alias(key.source, offsetOf(key)) : yamlKey(key);
      if (typeof name !== 'string') throw new UnreadableText('A key must be text.', offsetOf(key));
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        merged.push(this.read(value, depth + 1));
        continue;
      }
      if (Object.hasOwn(own, name)) throw new UnreadableText(`The key "${name}" is repeated.`, offsetOf(key));
      define(own, name, this.read(value, depth + 1));
    }
    return merged.length === 0 ? own : this.merge(own, merged, offsetOf(items[0]?.key));
  }

  /** `<<`: the map's own keys win over merged ones, and earlier merged maps over later ones. */
  private merge(own: Plain, merged: readonly Json[], offset: number): Json {
    const result: Plain = {};
    const sources = merged.flatMap((source) => (Array.isArray(source) ? (source as Json[]) : [source]));
    for (const source of sources) {
      if (source === null || typeof source !== 'object' || Array.isArray(source)) {
        throw new UnreadableText('"<<" must be given a map or a list of maps.', offset);
      }
      const entries = Object.entries(source as Plain);
      this.copied += 1 + entries.length;
      if (this.copied > this.limits.nodes) throw tooManyValues(this.limits);
      for (const [key, value] of entries) {
        if (!Object.hasOwn(result, key) && !Object.hasOwn(own, key)) define(result, key, value);
      }
    }
    for (const [key, value] of Object.entries(own)) define(result, key, value);
    return result;
  }
}

/** Danger: assigning to `__proto__` would change the prototype instead of adding a key. */
function define(target: Plain, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

function scalar(node: {
  value: unknown;
  source?: string;
  type?: string;
  tag?: string;
  range?: unknown;
}): Json {
  const text = typeof node.value === 'string' ? node.value : '';
  switch (node.tag) {
    case undefined:
      return node.type === 'PLAIN' ? plainScalar(text) : text;
    case 'tag:yaml.org,2002:str':
      return text;
    case 'tag:yaml.org,2002:timestamp':
      return node.source ?? text;
    case '!':
      return node.type === 'PLAIN' && text !== '' ? plainScalar(text) : text;
    case 'tag:yaml.org,2002:null':
      return null;
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
      return taggedScalar(node.tag, text, offsetOf(node));
    default:
      throw new UnreadableText(`The YAML tag "${node.tag}" is not known.`, offsetOf(node));
  }
}

function taggedScalar(tag: string, text: string, offset: number): Json {
  const value = tag.endsWith('bool') ? plainScalar(text) : taggedNumber(text);
  if (value === undefined || (tag.endsWith('bool') && typeof value !== 'boolean')) {
    throw new UnreadableText(`"${text}" does not fit its tag "${tag}".`, offset);
  }
  return value;
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null | undefined)?.range?.[0] ?? 0;
}

/** Where each alias of a document leads. The library goes through the whole document each time that it is asked for one. */
export function aliasTargets(document: Document.Parsed): ReadonlyMap<unknown, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/**
 * What a path leads to in a document: its key when it is in a map, else the value; the deepest that is there.
 * @param targets as `aliasTargets` finds them
 */
export function nodeAt(
  document: Document.Parsed,
  targets: ReadonlyMap<unknown, unknown>,
  steps: readonly (string | number)[],
): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node);
  for (const step of steps) {
    if (isAlias(node)) node = targets.get(node);
    const [place, next] = child(node, step);
    if (place === undefined) return offset;
    offset = offsetOf(place);
    node = next;
  }
  return offset;
}

function child(node: unknown, step: string | number): [unknown, YamlNode | undefined] {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return [item, item as YamlNode];
  }
  if (!isMap(node)) return [undefined, undefined];
  const pair = node.items.find((item) => yamlKey(item.key) === String(step));
  return [pair?.key, pair?.value as YamlNode];
}
