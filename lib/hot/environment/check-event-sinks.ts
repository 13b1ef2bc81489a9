import { hostOf, isAllowedHost } from '../../config/host-pattern.js';
import type { Json } from '../../json.js';
import { didYouMean, shown, type FaultList } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { checkKeys, own, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';
import type { EventSinkRules, StackSink } from './event-sinks.js';

const KEYS: Readonly<Record<StackSink['type'], readonly string[]>> = {
  webhook: ['type', 'url', 'secret'],
  'zaqar-queue': ['type', 'target', 'ttl'],
};
const TYPES = Object.keys(KEYS);

/** Characters of a webhook's secret. */
const SECRET = { least: 16, most: 512 };
/** As Zaqar has it: names of queues, but those that a path cannot have; and seconds that a message may be kept. */
const QUEUE = /^(?!\.{1,2}$)[a-zA-Z0-9_.-]{1,64}$/;
const TTL = { least: 60, most: 1_209_600 };

/** Section `event_sinks`, at the faults' current path. What it holds is told nowhere: a URL and a secret may be in it. */
export function checkEventSinks(
  section: Json | undefined,
  rules: EventSinkRules,
  faults: FaultList,
): StackSink[] {
  if (section === undefined || section === null) return [];
  if (!isList(section)) {
    faults.add(`The environment section "event_sinks" must be a list, not ${kindOf(section)}.`);
    return [];
  }
  const before = faults.found.length;
  section.forEach((sink, index) => {
    faults.within(index, () => {
      checkSink(sink, rules, faults);
    });
  });
  return faults.found.length === before ? (section as unknown as StackSink[]) : [];
}

function checkSink(sink: Json, rules: EventSinkRules, faults: FaultList): void {
  if (!isMap(sink)) {
    faults.add(`An event sink must be a map, not ${kindOf(sink)}.`);
    return;
  }
  const type = own(sink, 'type');
  if (type !== 'webhook' && type !== 'zaqar-queue') {
    const name = typeof type === 'string' ? type : shown(type);
    const hint = didYouMean(nearestName(name, TYPES)) ?? `allowed: ${TYPES.join(', ')}`;
    faults.add(`There is no event sink of type "${name}".`, { hint });
    return;
  }
  checkKeys(sink, KEYS[type], (key) => `An event sink of type "${type}" has no "${key}"`, faults);
  if (type === 'webhook') checkWebhook(sink, rules, faults);
  else checkQueue(sink, rules, faults);
}

function checkWebhook(sink: JsonMap, { hosts, urlLength }: EventSinkRules, faults: FaultList): void {
  const given = own(sink, 'url');
  const url = typeof given === 'string' ? given : '';
  const wrong = (message: string, hint?: string) => {
    faults.add(message, { at: ['url'], hint });
  };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    wrong('The event sink "webhook" needs "url", an http:// or https:// URL.');
  else if (url.length > urlLength)
    wrong(
      `The URL of an event sink has ${String(url.length)} characters, and ${String(urlLength)} are allowed.`,
      'events.own.urlLength of the engine',
    );
  else if (parsed.username !== '' || parsed.password !== '')
    wrong('The URL of an event sink must not carry a user or a password.');
  else if (!isAllowedHost(hostOf(parsed), hosts))
    wrong(
      `Events may not be sent to ${hostOf(parsed)}.`,
      'who runs the engine allows hosts by events.own.hosts',
    );
  const secret = own(sink, 'secret');
  if (secret === undefined) return;
  if (typeof secret === 'string' && secret.length >= SECRET.least && secret.length <= SECRET.most) return;
  faults.add(
    `The secret of an event sink must be a text of ${String(SECRET.least)} to ${String(SECRET.most)} characters.`,
    { at: ['secret'] },
  );
}

function checkQueue(sink: JsonMap, { zaqar }: EventSinkRules, faults: FaultList): void {
  if (!zaqar)
    faults.add('The event sink "zaqar-queue" is not supported: there is no Zaqar to send events to.', {
      hint: 'who runs the engine names one by events.zaqar.url; a "webhook" gets the same events',
    });
  const target = own(sink, 'target');
  if (typeof target !== 'string' || !QUEUE.test(target))
    faults.add(
      `The event sink "zaqar-queue" needs "target", the name of a queue: up to 64 letters, digits, _, - and ., not ${shown(target)}.`,
      { at: ['target'] },
    );
  const ttl = own(sink, 'ttl') ?? null;
  if (ttl === null || (Number.isInteger(ttl) && Number(ttl) >= TTL.least && Number(ttl) <= TTL.most)) return;
  faults.add(
    `The ttl of an event sink must be a whole number of seconds from ${String(TTL.least)} to ${String(TTL.most)}, not ${shown(ttl)}.`,
    { at: ['ttl'] },
  );
}

/** More than one stack may have are a fault, whichever documents they come from. */
export function checkSinkCount(sinks: readonly StackSink[], rules: EventSinkRules, faults: FaultList): void {
  if (sinks.length <= rules.perStack) return;
  faults.add(
    `The stack would have ${String(sinks.length)} event sinks, and ${String(rules.perStack)} are allowed.`,
    {
      at: ['event_sinks'],
      hint: 'events.own.perStack of the engine; a full update (PUT) leaves out what was there before',
    },
  );
}

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  if (isList(value)) return 'a list';
  return isMap(value) ? 'a map' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
