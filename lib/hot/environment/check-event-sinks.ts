import type { Json } from '../../json.js';
import { shown, type FaultList } from '../faults.js';
import { own } from '../sections.js';
import { isList, isMap } from '../storable.js';

const WEBHOOKS =
  'who runs the engine can send events to webhooks and brokers (events.webhooks, events.amqp); GET .../events/stream follows them';

/** Section `event_sinks`, at the faults' current path: Heat's only one is a queue of Zaqar. None can be had here. */
export function checkEventSinks(section: Json | undefined, faults: FaultList): void {
  if (section === undefined || section === null) return;
  if (!isList(section)) {
    faults.add(`The environment section "event_sinks" must be a list, not ${shown(section)}.`);
    return;
  }
  section.forEach((sink, index) => {
    const type = isMap(sink) ? own(sink, 'type') : undefined;
    const name = typeof type === 'string' ? type : shown(type);
    if (name === 'zaqar-queue')
      faults.add('The event sink "zaqar-queue" is not supported: there is no Zaqar to send events to.', {
        at: [index],
        hint: WEBHOOKS,
      });
    else faults.add(`There is no event sink of type "${name}".`, { at: [index], hint: WEBHOOKS });
  });
}
