import type { Budget } from '../../budget.js';
import { YaqlFault } from '../../yaql-fault.js';
import { lengthOf } from '../../../python/unicode.js';

/** `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`, each as written, '' when it is not there. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const mostDigits = 10_000;

const form = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([^.])?$/su;

/** @throws YaqlFault: it is none, or asks for more than a text may have */
export function readSpec(text: string, type: string, budget: Budget): FormatSpec {
  const match = form.exec(text);
  if (!match) {
    const message = /\.(?!\d)/.test(text)
      ? 'Format specifier missing precision'
      : `Invalid format specifier '${text}' for object of type '${type}'`;
    throw new YaqlFault('ValueError', message);
  }
  const [, fill, align, sign = '', z, alternate, zero, width = '0', grouping = '', precision, code = ''] =
    match;
  const spec = {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined || type === 'str' ? '' : '='),
    sign,
    noNegativeZero: z !== undefined,
    alternate: alternate !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type: code,
  };
  if (!groupable(grouping, code === '' && type === 'str' ? 's' : code))
    throw new YaqlFault('ValueError', `Cannot specify '${grouping}' with '${code === '' ? 's' : code}'.`);
  budget.checkText(Math.max(spec.width, spec.precision ?? 0));
  if ((spec.precision ?? 0) > mostDigits)
    throw new YaqlFault('TooMuchWork', `Format specifier asks for more than ${mostDigits} digits`);
  return spec;
}

function groupable(separator: string, code: string): boolean {
  return separator === '' || 'deEfFgG%'.includes(code) || (separator === '_' && 'boxX'.includes(code));
}

/** Fills a text up to the width; `align` holds where the spec has none. */
export function padded(text: string, spec: FormatSpec, align: string): string {
  const missing = spec.width - lengthOf(text);
  if (missing <= 0) return text;
  const side = spec.align === '' ? align : spec.align;
  const left = side === '<' ? 0 : side === '^' ? Math.floor(missing / 2) : missing;
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}
