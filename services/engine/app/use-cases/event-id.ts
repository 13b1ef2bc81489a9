/** A UUID (version 8) for the n-th event of a stack: no column and no index needed for it. */
export function eventId(stackId: string, sequence: number): string {
  const head = stackId.slice(0, 14);
  return `${head}8${stackId.slice(15, 24)}${sequence.toString(16).padStart(12, '0')}`;
}

/** The number in an event's id; undefined when it is not one of ours. */
export function eventSequence(id: string): number | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)) return undefined;
  return Number.parseInt(id.slice(24), 16);
}
