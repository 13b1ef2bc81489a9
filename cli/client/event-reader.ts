/** One message of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly id: string;
  readonly data: string;
}

/**
 * Splits text into server-sent events, however it was cut; comments are left out.
 * See https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readServerSentEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  for await (const chunk of chunks) {
    const messages = (rest + chunk).split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const event = parse(message);
      if (event.data !== '') yield event;
    }
  }
}

function parse(message: string): ServerSentEvent {
  let id = '';
  const data: string[] = [];
  for (const line of message.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  return { id, data: data.join('\n') };
}
