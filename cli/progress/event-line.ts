import type { StackEvent } from '../client.js';
import { oneLine, plainText } from '../plain-text.js';

/** An event as one plain line. */
export function eventLine(event: StackEvent): string {
  const { event_time: time, resource_name: name, resource_status: status } = event;
  const reason = oneLine(event.resource_status_reason);
  return `${time}  ${oneLine(name)}  ${plainText(status)}${reason === '' ? '' : `  ${reason}`}`;
}
