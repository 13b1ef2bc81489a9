import type { DataSource } from 'typeorm';
import type { Behind } from '../app/event-sink.js';
import type { EventPage, Owing, OwnOutbox } from '../app/own-outbox.js';
import type { EventRow } from '../app/store-port.js';
import { outboxEvent, OutboxTable, stacksBehind, type StackColumns } from './outbox.js';
import { OWN } from './own-sinks.js';

/** Of a stack with sinks of its own, as far as these have its events. */
const CURSOR = `LEFT JOIN event_cursor ON event_cursor.sink = '${OWN}' AND event_cursor.stack = stack.id`;
const HELD = `
  JOIN unnest($2::smallint[], $3::bigint[]) AS held (id, epoch) ON held.id = stack.shard
  JOIN shard ON shard.id = held.id AND shard.epoch = held.epoch`;

/** The outbox of the stacks' own sinks on PostgreSQL: only stacks that have some are looked at. */
export class OwnOutboxTable implements OwnOutbox {
  constructor(private readonly database: DataSource) {}

  behind(...[shards, most]: Parameters<OwnOutbox['behind']>): Promise<Behind> {
    return stacksBehind(this.database, OWN, shards, most, 'AND stack.sinks_from IS NOT NULL');
  }

  async owing(...[stackIds, shards]: Parameters<OwnOutbox['owing']>): Promise<readonly Owing[]> {
    return this.database.query<Owing[]>(
      `SELECT stack.id AS "stackId", stack.sinks_from AS revision, revision.event_sinks AS sinks,
              coalesce(event_cursor.event, 0)::float8 AS reached, stack.event::float8 AS newest
         FROM unnest($1::uuid[]) AS wanted (id) JOIN stack ON stack.id = wanted.id ${HELD}
         JOIN revision ON revision.stack = stack.id AND revision.number = stack.sinks_from ${CURSOR}
        WHERE stack.event > coalesce(event_cursor.event, 0)`,
      [stackIds, shards.map(({ id }) => id), shards.map(({ epoch }) => epoch)],
    );
  }

  async page(...[stackId, wanted, shards]: Parameters<OwnOutbox['page']>): Promise<EventPage | undefined> {
    const rows = await this.database.query<PageRow[]>(
      `SELECT page.*, stack.sinks_from AS revision, coalesce(event_cursor.event, 0)::float8 AS reached, stack.event::float8 AS newest,
              stack.name AS "stackName", stack.tenant, stack.description, stack.tags, stack.created_at AS "createdAt", stack.updated_at AS "updatedAt"
         FROM stack ${HELD} ${CURSOR}
         LEFT JOIN LATERAL (
           SELECT event.* FROM event
            WHERE event.stack = stack.id AND event.event > greatest($4::bigint, event_cursor.event) AND event.time >= $5::float8
            ORDER BY event.event LIMIT $6) AS page ON true
        WHERE stack.id = $1 ORDER BY page.event`,
      [
        stackId,
        shards.map(({ id }) => id),
        shards.map(({ epoch }) => epoch),
        wanted.after,
        wanted.sinceMs,
        wanted.most,
      ],
    );
    const [first] = rows;
    if (!first) return undefined;
    const { revision, reached, newest } = first;
    return { revision, reached, newest, events: rows.filter(hasEvent).map(outboxEvent) };
  }

  async advance(reached: Parameters<OwnOutbox['advance']>[0]): Promise<void> {
    await new OutboxTable(this.database).advance(OWN, reached);
  }
}

type PageRow = (EventRow | { readonly [Column in keyof EventRow]: null }) &
  StackColumns & { readonly revision: number | null; readonly reached: number; readonly newest: number };

function hasEvent(row: PageRow): row is PageRow & EventRow {
  return row.event !== null;
}
