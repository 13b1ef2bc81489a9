import { isDeepStrictEqual } from 'node:util';
import {
  isMap as isYamlMap,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../json.js';
import { isList, isMap } from './storable.js';
import { blockText, flowText, scalarText, sureText } from './value-text.js';
import { yamlKey } from './yaml-values.js';

/** Text that takes the place of what stands from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How a value is written: like what stands around it; or plainly, so that it means itself wherever it stands in YAML; or as JSON. */
export type Style = 'alike' | 'sure' | 'JSON';

/** The value at the path cannot be changed without changing what stands elsewhere: an alias, an anchor, a merge key. */
export class NotAlone extends Error {}

/** Finds what to change in a YAML or JSON text so that the values at some paths become others, and all else stays. */
export class TextEditor {
  private readonly pairs = new Map<YAMLMap, ReadonlyMap<string | undefined, Pair>>();
  /** Anchors that an alias refers to. */
  private readonly shared = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly root: Document.Parsed,
    private readonly style: Style,
  ) {
    visit(root, {
      Alias: (_, { source }) => {
        this.shared.add(source);
      },
    });
  }

  /**
   * The splices that put `value` at the path. What is missing of the last two steps is added.
   * @param before what stands there now; undefined: nothing.
   * @throws NotAlone
   */
  put(path: readonly string[], before: Json | undefined, value: Json): Splice[] {
    let place: Place = { node: this.root.contents, flow: false, column: 0 };
    for (const [index, step] of path.entries()) {
      const { node } = place;
      if (isEmpty(node)) return [this.fill(place, nested(path.slice(index), value))];
      if (!isYamlMap(node)) throw new NotAlone();
      const pair = this.pairOf(node, step);
      if (!pair) {
        const missing = path.length - index <= 2 && before === undefined;
        if (!missing || this.pairOf(node, '<<')) throw new NotAlone();
        return [this.add(node, place, step, nested(path.slice(index + 1), value))];
      }
      place = this.within(node, pair.value, place);
    }
    return this.change(place, before ?? null, value);
  }

  /** Changes as little as the shapes allow: of equal keys, or as many items, only what differs. */
  private change(place: Place, before: Json, value: Json): Splice[] {
    const { node } = place;
    if (isDeepStrictEqual(before, value)) return [];
    if (isYamlMap(node) && isMap(before) && isMap(value) && sameKeys(before, value)) {
      const keys = Object.keys(value);
      const pairs = keys.map((key) => this.pairOf(node, key));
      if (pairs.every((pair) => pair !== undefined)) {
        return pairs.flatMap((pair, index) => {
          const key = keys[index] ?? '';
          return this.change(this.within(node, pair.value, place), before[key] ?? null, value[key] ?? null);
        });
      }
    }
    if (isSeq(node) && isList(before) && isList(value) && before.length === value.length) {
      return node.items.flatMap((item, index) =>
        this.change(this.within(node, item, place), before[index] ?? null, value[index] ?? null),
      );
    }
    return [this.fill(place, value)];
  }

  private pairOf(map: YAMLMap, key: string): Pair | undefined {
    let pairs = this.pairs.get(map);
    if (!pairs) {
      pairs = new Map(map.items.map((pair) => [yamlKey(pair.key), pair]));
      this.pairs.set(map, pairs);
    }
    return pairs.get(key);
  }

  private within(parent: YAMLMap | YAMLSeq, node: unknown, place: Place): Place {
    if (this.shared.has((node as { anchor?: string } | null)?.anchor ?? '')) throw new NotAlone();
    return { node, flow: place.flow || parent.flow === true, column: this.columnOf(startOf(parent)) };
  }

  private fill({ node, flow, column }: Place, value: Json): Splice {
    if (!isScalar(node) && !isYamlMap(node) && !isSeq(node)) throw new NotAlone();
    const start = startOf(node);
    const end = endOf(node, this.text);
    const gap = this.text[start - 1] === ':' && (start === end || this.style === 'alike') ? ' ' : '';
    return { start, end, text: gap + this.valueText(node, flow, column, value) };
  }

  private valueText(node: Scalar | YAMLMap | YAMLSeq, flow: boolean, column: number, value: Json): string {
    if (this.style !== 'alike') return this.plainText(value);
    const wasBlock = !isScalar(node) && node.flow !== true;
    if (typeof value === 'object' && value !== null) {
      return wasBlock && !flow ? blockText(value, this.columnOf(startOf(node))) : flowText(value);
    }
    return scalarText(
      value,
      isScalar(node) ? node.type : undefined,
      flow || wasBlock ? undefined : column + 2,
    );
  }

  private add(map: YAMLMap, { flow }: Place, key: string, value: Json): Splice {
    const write = this.style === 'alike' ? flowText : (each: Json) => this.plainText(each);
    const pair = `${write(key)}: ${write(value)}`;
    const last = map.items.at(-1);
    if (!last) {
      const at = startOf(map) + 1;
      return { start: at, end: at, text: pair };
    }
    const end = endOf(last.value ?? last.key, this.text);
    if (flow || map.flow) return { start: end, end, text: `, ${pair}` };
    const newline = this.text.indexOf('\n', end);
    const at = newline < 0 ? this.text.length : newline;
    return { start: at, end: at, text: `\n${' '.repeat(this.columnOf(startOf(map)))}${pair}` };
  }

  private plainText(value: Json): string {
    return this.style === 'JSON' ? JSON.stringify(value) : sureText(value);
  }

  private columnOf(offset: number): number {
    return offset - (this.text.lastIndexOf('\n', offset - 1) + 1);
  }
}

interface Place {
  readonly node: unknown;
  /** Within brackets. */
  readonly flow: boolean;
  /** Of the collection that it is in. */
  readonly column: number;
}

/** The text with what the splices say; those at one place in their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start), put);
    at = end;
  }
  return pieces.join('') + text.slice(at);
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

function sameKeys(a: { readonly [key: string]: Json }, b: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key));
}

function isEmpty(node: unknown): boolean {
  return (
    isScalar(node) && node.type === 'PLAIN' && ['', '~', 'null', 'Null', 'NULL'].includes(String(node.value))
  );
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null | undefined)?.range;
  if (range?.[0] === undefined) throw new NotAlone();
  return range[0];
}

/** Where the value itself ends: the library counts comments and the line's end to what stands in blocks. */
function endOf(node: unknown, text: string): number {
  if ((isYamlMap(node) || isSeq(node)) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    return endOf(isYamlMap(node) ? ((last as Pair).value ?? (last as Pair).key) : last, text);
  }
  const range = (node as { range?: readonly number[] } | null | undefined)?.range;
  if (range?.[0] === undefined || range[1] === undefined) throw new NotAlone();
  const block = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
  return block ? range[0] + text.slice(range[0], range[1]).trimEnd().length : range[1];
}
