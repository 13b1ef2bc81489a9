/** How tightly an operator holds its operands: more is tighter. */
export interface Operator {
  readonly prefix?: number;
  readonly infix?: number;
  readonly rightAssociative?: true;
  /** The function an infix one calls; absent: `#operator_` and the symbol. */
  readonly calls?: string;
}

/** Of an index, `value[...]`. */
export const indexPower = 10;

const table: Readonly<Record<string, Operator>> = {
  '.': { infix: 11 },
  '?.': { infix: 11 },
  '+': { prefix: 9, infix: 6 },
  '-': { prefix: 9, infix: 6 },
  '=~': { infix: 8 },
  '!~': { infix: 8 },
  '*': { infix: 7 },
  '/': { infix: 7 },
  mod: { infix: 7 },
  '>': { infix: 5 },
  '<': { infix: 5 },
  '>=': { infix: 5 },
  '<=': { infix: 5 },
  '!=': { infix: 5, calls: '*not_equal' },
  '=': { infix: 5, calls: '*equal' },
  in: { infix: 5 },
  not: { prefix: 4 },
  and: { infix: 3 },
  or: { infix: 2 },
  '->': { infix: 1, rightAssociative: true },
};

export const operators: ReadonlyMap<string, Operator> = new Map(Object.entries(table));
