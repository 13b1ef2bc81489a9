import type { Node } from './node.js';
import { PythonFault } from '../python-fault.js';
import type { PatternSource } from './pattern-source.js';

const mostRepeats = 4_294_967_295;

/** Reads a repetition of the node before it; undefined: none stands here. @throws PythonFault `RegexError` */
export function parseRepeat(source: PatternSource, body: Node | undefined): Node | undefined {
  const start = source.at;
  const bounds = parseBounds(source);
  if (!bounds) return undefined;
  if (!body || body.kind === 'assertion') throw source.fault('nothing to repeat', start);
  if (body.kind === 'repeat') throw source.fault('multiple repeat', start);
  const mode = source.take('?') ? 'lazy' : source.take('+') ? 'possessive' : 'greedy';
  return { kind: 'repeat', body, ...bounds, mode };
}

function parseBounds(source: PatternSource): { readonly min: number; readonly max: number } | undefined {
  if (source.take('*')) return { min: 0, max: Infinity };
  if (source.take('+')) return { min: 1, max: Infinity };
  if (source.take('?')) return { min: 0, max: 1 };
  if (source.peek() !== '{' || source.peek(1) === '}') return undefined;
  const start = source.at;
  source.next();
  const low = source.takeAll(/[0-9]/);
  const high = source.take(',') ? source.takeAll(/[0-9]/) : low;
  if (!source.take('}')) {
    source.at = start;
    return undefined;
  }
  const min = low === '' ? 0 : Number(low);
  const max = high === '' ? Infinity : Number(high);
  if (min >= mostRepeats || (max !== Infinity && max >= mostRepeats))
    throw new PythonFault('OverflowError', 'the repetition number is too large');
  if (max < min) throw source.fault('min repeat greater than max repeat', start + 1);
  return { min, max };
}
