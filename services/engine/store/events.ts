import type { DataSource } from 'typeorm';
import type { EventQuery, EventView } from '../app/use-cases/use-cases.js';
import type { EventRow } from '../app/store-port.js';
import { eventId, eventSequence } from '../app/use-cases/event-id.js';

const COLUMNS = 'stack, event, time, name, type, physical, action, status, reason';

/** A page of a stack's events, by the order of their numbers. */
export async function loadEvents(
  database: DataSource,
  stack: string,
  query: EventQuery,
): Promise<EventView[]> {
  const descending = query.sortDir !== 'asc';
  const marker = query.marker === undefined ? undefined : eventSequence(query.marker);
  const rows = await database.query<(EventRow & { event: string })[]>(
    `SELECT ${COLUMNS} FROM event
      WHERE stack = $1
        AND ($2::bigint IS NULL OR event ${descending ? '<' : '>'} $2)
        AND ($3::text[] IS NULL OR name = ANY($3))
        AND ($4::text[] IS NULL OR status = ANY($4))
        AND ($5::text[] IS NULL OR action = ANY($5))
        AND ($6::text[] IS NULL OR type = ANY($6))
      ORDER BY event ${descending ? 'DESC' : 'ASC'} LIMIT $7`,
    [
      stack,
      marker ?? null,
      query.resources ?? null,
      query.statuses ?? null,
      query.actions ?? null,
      query.types ?? null,
      query.limit ?? null,
    ],
  );
  return rows.map(eventView);
}

/** Events after a number, in order. */
export async function loadEventsAfter(
  database: DataSource,
  stack: string,
  after: number,
  limit: number,
): Promise<EventView[]> {
  const rows = await database.query<(EventRow & { event: string })[]>(
    `SELECT ${COLUMNS} FROM event WHERE stack = $1 AND event > $2 ORDER BY event LIMIT $3`,
    [stack, after, limit],
  );
  return rows.map(eventView);
}

export function eventView(row: EventRow | (EventRow & { event: string })): EventView {
  const sequence = Number(row.event);
  return {
    id: eventId(row.stack, sequence),
    sequence,
    time: new Date(row.time),
    resource: row.name,
    type: row.type,
    physicalId: row.physical,
    action: row.action as EventView['action'],
    status: row.status as EventView['status'],
    statusReason: row.reason,
  };
}
