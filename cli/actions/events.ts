import type { StackEvent } from '../client.js';
import { exitCodes } from '../exit-code.js';
import { eventLine } from '../progress/event-line.js';
import type { Session } from '../session.js';

export interface EventOptions {
  readonly follow?: boolean;
  readonly resource?: string;
  readonly limit: number;
}

/** Oldest first. With `--follow` until Ctrl-C; then JSON comes one event a line. */
export async function listEvents(session: Session, name: string, options: EventOptions): Promise<number> {
  const { client } = session;
  const ref = await client.find(name);
  const newest = await client.listEvents(ref, { limit: options.limit, resource_name: options.resource });
  const events = [...newest].reverse();
  if (session.json && !options.follow) session.sayJson(events);
  else for (const event of events) sayEvent(session, event);
  if (!options.follow) return exitCodes.ok;

  const stop = new AbortController();
  const interrupt = () => {
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    const after = events.at(-1)?.sequence ?? (await client.lastSequence(ref));
    for await (const event of client.followEvents(ref, after, stop.signal)) {
      if (options.resource === undefined || options.resource === event.resource_name)
        sayEvent(session, event);
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
  return exitCodes.ok;
}

function sayEvent(session: Session, event: StackEvent): void {
  session.say(session.json ? `${JSON.stringify(event)}\n` : `${eventLine(event)}\n`);
}
