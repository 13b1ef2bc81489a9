import type { Request } from '../../core/goal.js';
import type { ResourceView } from './use-cases.js';

/** How a stack stands between what was asked for and what the loop has taken up. */
export interface Asked {
  readonly seen: number;
  /** The revision that made its goal the goal. */
  readonly since: number;
  readonly modes: { readonly requests: readonly Request[] };
}

/**
 * How a resource stands that a user marked, before the loop has seen it: whoever was answered must not read what was before (R22).
 * Undefined: nobody has, or said that it is healthy while it was.
 * @param isUnhealthy as the loop has it
 */
export function comingMark(
  { seen, modes }: Pick<Asked, 'seen' | 'modes'>,
  resource: string,
  isUnhealthy: boolean,
): Pick<ResourceView, 'action' | 'status' | 'statusReason'> | undefined {
  const marks = modes.requests.filter(
    ({ number, verb, resource: name }) =>
      number > seen && name === resource && (verb === 'unhealthy' || verb === 'healthy'),
  );
  const mark = marks.at(-1);
  if (mark?.verb === 'unhealthy')
    return { action: 'CHECK', status: 'FAILED', statusReason: mark.argument || 'marked unhealthy' };
  const wasUnhealthy = isUnhealthy || marks.some(({ verb }) => verb === 'unhealthy');
  return mark && wasUnhealthy
    ? { action: 'CHECK', status: 'COMPLETE', statusReason: 'marked healthy' }
    : undefined;
}
