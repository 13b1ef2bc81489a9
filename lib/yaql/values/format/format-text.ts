import type { Budget } from '../../budget.js';
import { YaqlFault } from '../../yaql-fault.js';
import { reprOf, textOf } from '../text.js';
import type { Value } from '../value.js';
import { asciiOnly } from '../../../python/string-repr.js';
import { FieldNames } from './field-names.js';
import { formatValue } from './format-value.js';
import { pieces, type Field } from './read-template.js';

/** Python's `str.format`, but that nothing can reach into a value's attributes. @throws YaqlFault as Python */
export function formatText(
  template: string,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
  budget: Budget,
): string {
  return fill(template, new FieldNames(args, named, budget), 2, budget);
}

function fill(template: string, names: FieldNames, depth: number, budget: Budget): string {
  if (depth <= 0) throw new YaqlFault('ValueError', 'Max string recursion exceeded');
  budget.stepOver(template.length);
  let text = '';
  for (const piece of pieces(template)) {
    text += typeof piece === 'string' ? piece : fieldText(piece, names, depth, budget);
    budget.checkText(text.length);
  }
  return text;
}

function fieldText(field: Field, names: FieldNames, depth: number, budget: Budget): string {
  const value = names.find(field.name);
  const shown = converted(value, field.conversion, budget);
  const spec = field.spec.includes('{') ? fill(field.spec, names, depth - 1, budget) : field.spec;
  return formatValue(shown, spec, budget);
}

function converted(value: Value, conversion: string | undefined, budget: Budget): Value {
  switch (conversion) {
    case undefined:
      return value;
    case 's':
      return textOf(value, budget);
    case 'r':
      return reprOf(value, budget);
    case 'a':
      return asciiOnly(reprOf(value, budget));
    default:
      throw new YaqlFault('ValueError', `Unknown conversion specifier ${conversion}`);
  }
}
