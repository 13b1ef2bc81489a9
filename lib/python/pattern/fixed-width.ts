import type { Node } from './node.js';

/** Characters a node always takes; undefined: it is not always as many. */
export function fixedWidth(node: Node): number | undefined {
  switch (node.kind) {
    case 'one':
      return 1;
    case 'assertion':
    case 'ahead':
    case 'behind':
      return 0;
    case 'sequence':
      return node.nodes.reduce<number | undefined>((sum, each) => add(sum, fixedWidth(each)), 0);
    case 'choice':
      return same(node.options.map(fixedWidth));
    case 'group':
    case 'atomic':
      return fixedWidth(node.body);
    case 'conditional':
      return same([fixedWidth(node.yes), fixedWidth(node.no)]);
    case 'repeat': {
      const width = fixedWidth(node.body);
      return width === undefined || (node.min !== node.max && width > 0)
        ? undefined
        : width * (node.max === Infinity ? 0 : node.max);
    }
    case 'reference':
      return node.width;
  }
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function same(widths: readonly (number | undefined)[]): number | undefined {
  const [first] = widths;
  return widths.every((width) => width === first) ? first : undefined;
}
