import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { lambda, type Lambda } from '../calls/lazy-types.js';
import { anything, flag, int, iterable, orNull } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { elementsOf } from '../values/elements-of.js';
import { SetValue } from '../values/set-value.js';
import { sizeOfQueue, sizeOfSet } from '../values/size-of.js';
import { truthy } from '../values/truth.js';
import { pythonTypeName } from '../values/type-name.js';
import type { Collection, Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

/** Sequences that come from no other, or never end. */

function* range(start: bigint, stop: bigint | undefined, step: bigint): Generator<Value, void> {
  for (let value = start; stop === undefined || (step > 0n ? value < stop : value > stop); value += step)
    yield value;
}

function* repeated(value: Value, times: number, call: Call): Generator<Value, void> {
  for (let count = 0; times < 0 || count < times; count++) {
    call.budget.step();
    yield value;
  }
}

function* cycled(values: Collection, call: Call): Generator<Value, void> {
  const seen: Value[] = [];
  for (const value of call.iterate(values)) {
    seen.push(value);
    yield value;
  }
  while (seen.length > 0) {
    for (const value of seen) {
      call.budget.step();
      yield value;
    }
  }
}

/** Notes what was seen; false: it was seen before. */
function isNew(value: Value, seen: SetValue, call: Call): boolean {
  if (seen.has(value, call.budget)) return false;
  seen.add(value, call.budget);
  call.budget.quota(sizeOfSet(seen.size));
  return true;
}

interface Generating {
  readonly produce: Lambda;
  readonly select: Lambda | null;
  readonly decycle: boolean;
}

function* generated(initial: Value, goesOn: Lambda, how: Generating, call: Call): Generator<Value, void> {
  const seen = new SetValue();
  for (let value = initial; truthy(goesOn([value])); value = how.produce([value])) {
    if (how.decycle && !isNew(value, seen, call)) return;
    yield how.select ? how.select([value]) : value;
  }
}

function* generatedMany(
  initial: Value,
  how: Generating,
  depthFirst: boolean,
  call: Call,
): Generator<Value, void> {
  const seen = new SetValue();
  let queue: Value[] = [initial];
  for (let value = queue.shift(); value !== undefined; value = queue.shift()) {
    if (how.decycle && !isNew(value, seen, call)) continue;
    yield how.select ? how.select([value]) : value;
    const produced = elements(how.produce([value]), call);
    call.budget.step(1 + Math.floor(queue.length / 64));
    queue = depthFirst ? [...produced, ...queue] : [...queue, ...produced];
    call.budget.quota(sizeOfQueue(queue.length));
  }
}

function elements(value: Value, call: Call): Value[] {
  const found = elementsOf(value, Infinity, call.budget);
  if (!found) throw new YaqlFault('TypeError', `'${pythonTypeName(value)}' object is not iterable`);
  return found;
}

function stepOf(step: bigint | boolean): bigint {
  if (BigInt(step) === 0n) throw new YaqlFault('ValueError', 'range() arg 3 must not be zero');
  return BigInt(step);
}

const selector = optional('selector', orNull(lambda), null);
const decycle = optional('decycle', flag, false);

export const generation: readonly Definition[] = [
  define('function', 'range', { parameters: [param('stop', int)] }, (call, [stop]) =>
    call.lazily(range(0n, BigInt(stop), 1n)),
  ),
  define(
    'function',
    'range',
    { parameters: [param('start', int), param('stop', int), optional('step', int, 1n)] },
    (call, [start, stop, step]) => call.lazily(range(BigInt(start), BigInt(stop), stepOf(step))),
  ),
  define(
    'function',
    'sequence',
    { parameters: [optional('start', int, 0n), optional('step', int, 1n)] },
    (call, [start, step]) => call.lazily(range(BigInt(start), undefined, BigInt(step))),
  ),
  define(
    'method',
    'repeat',
    { parameters: [param('value', anything), optional('times', int, -1n)] },
    (call, [value, times]) => call.lazily(repeated(value, toIndex(times), call)),
  ),
  define('method', 'cycle', { parameters: [param('collection', iterable)] }, (call, [values]) =>
    call.lazily(cycled(values, call)),
  ),
  define(
    'function',
    'generate',
    {
      parameters: [
        param('initial', anything),
        param('predicate', lambda),
        param('producer', lambda),
        selector,
        decycle,
      ],
    },
    (call, [initial, goesOn, produce, select, isDecycled]) =>
      call.lazily(generated(initial, goesOn, { produce, select, decycle: isDecycled }, call)),
  ),
  define(
    'function',
    'generateMany',
    {
      parameters: [
        param('initial', anything),
        param('producer', lambda),
        selector,
        decycle,
        optional('depthFirst', flag, false),
      ],
    },
    (call, [initial, produce, select, isDecycled, depthFirst]) =>
      call.lazily(generatedMany(initial, { produce, select, decycle: isDecycled }, depthFirst, call)),
  ),
];
