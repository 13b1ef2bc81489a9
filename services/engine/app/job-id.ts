/**
 * A job's id says what it is for, so that a report is understood even when no row is left (R8). At most one job
 * of an instance is in flight, so the instance names it; the fence tells its runs apart.
 */
export interface JobTarget {
  readonly stackId: string;
  readonly ordinal: number;
  readonly type: string;
  readonly resource: string;
}

export function jobId(stackId: string, ordinal: number, type: string, resource: string): string {
  return `${stackId}/${String(ordinal)}/${type}/${resource}`;
}

/** The id of the job of an instance. */
export function jobIdOf(
  stackId: string,
  { ordinal, type, resource }: { ordinal: number; type: string; resource: { name: string } },
): string {
  return jobId(stackId, ordinal, type, resource.name);
}

/** Undefined: not an id that an engine made. */
export function jobTarget(id: string): JobTarget | undefined {
  const first = id.indexOf('/');
  const second = id.indexOf('/', first + 1);
  const third = id.indexOf('/', second + 1);
  if (first < 0 || second < 0 || third < 0) return undefined;
  const ordinal = Number(id.slice(first + 1, second));
  if (!Number.isSafeInteger(ordinal)) return undefined;
  return {
    stackId: id.slice(0, first),
    ordinal,
    type: id.slice(second + 1, third),
    resource: id.slice(third + 1),
  };
}
