import type { Budget } from '../../budget.js';
import { formatDate } from '../../dates/format-date.js';
import { DateTime } from '../../dates/date-time.js';
import { YaqlFault } from '../../yaql-fault.js';
import { textOf } from '../text.js';
import { pythonTypeName } from '../type-name.js';
import type { Value } from '../value.js';
import { formatNumber } from './format-number.js';
import { padded, readSpec } from './format-spec.js';
import { lengthOf, slice } from '../../../python/unicode.js';

/** Python's `format(value, spec)`. @throws YaqlFault as Python */
export function formatValue(value: Value, spec: string, budget: Budget): string {
  if (spec === '') return textOf(value, budget);
  if (value instanceof DateTime) return formatDate(value, spec, budget);
  if (typeof value === 'string') return formatString(value, spec, budget);
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    return formatNumber(
      typeof value === 'boolean' ? BigInt(value) : value,
      spec,
      pythonTypeName(value),
      budget,
    );
  throw new YaqlFault('TypeError', `unsupported format string passed to ${pythonTypeName(value)}.__format__`);
}

function formatString(value: string, text: string, budget: Budget): string {
  const spec = readSpec(text, 'str', budget);
  if (spec.type !== '' && spec.type !== 's')
    throw new YaqlFault('ValueError', `Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.sign !== '') {
    const what = spec.sign === ' ' ? 'Space' : 'Sign';
    throw new YaqlFault('ValueError', `${what} not allowed in string format specifier`);
  }
  if (spec.noNegativeZero)
    throw new YaqlFault('ValueError', 'Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate)
    throw new YaqlFault('ValueError', 'Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=')
    throw new YaqlFault('ValueError', "'=' alignment not allowed in string format specifier");
  const { precision } = spec;
  const cut = precision !== undefined && lengthOf(value) > precision ? slice(value, 0, precision) : value;
  return padded(cut, spec, '<');
}
