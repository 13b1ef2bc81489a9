import type { CustomConstraint } from './custom-constraint.js';

/** Six bytes, three pairs of bytes, two halves, or no separators at all: as netaddr reads them. */
const formats = [':', '-']
  .flatMap((mark) => [repeated('[0-9a-f]{1,2}', 6, mark), repeated('[0-9a-f]{1,4}', 3, mark)])
  .concat([
    repeated('[0-9a-f]{1,4}', 3, '\\.'),
    repeated('[0-9a-f]{5,6}', 2, '-'),
    repeated('[0-9a-f]{5,6}', 2, ':'),
    repeated('[0-9a-f]{11,12}', 1, ''),
  ]);

/** The address of a network card: `fa:16:3e:00:00:01`. */
export const macAddr: CustomConstraint = (value) =>
  typeof value === 'string' && formats.some((format) => format.test(value))
    ? undefined
    : 'Invalid MAC address.';

function repeated(part: string, times: number, mark: string): RegExp {
  return new RegExp(`^${new Array<string>(times).fill(part).join(mark)}$`, 'i');
}
