/** The sink as which the cursors of all stacks' own sinks are kept: it is no operator's, and never forgotten. */
export const OWN = 'own';

/**
 * In a statement that moves a stack to a revision: of which revision its sinks are from then on. A goal without a template, as the
 * one that deletes, leaves it as it is.
 * @param goal a table of one row, `number` and `event_sinks` of the revision that has the goal; of none where that has no template
 */
export function sinksFrom(goal: string): string {
  return `CASE WHEN EXISTS (SELECT FROM ${goal}) THEN (SELECT CASE WHEN event_sinks IS NOT NULL THEN number END FROM ${goal}) ELSE sinks_from END`;
}

/** A stack that had no sinks tells new ones of what happens from then on. `moved`: `id`, `event` and `sinks_from` of the stack by now. */
export const BEGIN_OWN = `
  INSERT INTO event_cursor (sink, stack, event)
  SELECT '${OWN}', moved.id, moved.event FROM moved
   WHERE moved.sinks_from IS NOT NULL AND (SELECT sinks_from FROM stack AS before WHERE before.id = moved.id) IS NULL
  ON CONFLICT (sink, stack) DO UPDATE SET event = excluded.event`;
