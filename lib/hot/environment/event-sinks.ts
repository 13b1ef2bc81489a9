/** Where a stack's own events go, as its environment says it. */
export type StackSink = WebhookEntry | ZaqarEntry;

export type WebhookEntry = {
  readonly type: 'webhook';
  readonly url: string;
  /** By which the receiver knows who sends; absent: nothing is signed. */
  readonly secret?: string;
};

/** Heat's: a queue of the stack's project. */
export type ZaqarEntry = {
  readonly type: 'zaqar-queue';
  readonly target: string;
  /** How long Zaqar keeps a message, in seconds. */
  readonly ttl?: number | null;
};

/** What the operator allows of them. */
export interface EventSinkRules {
  /** Sinks of one stack. */
  readonly perStack: number;
  /** Characters of a webhook's URL. */
  readonly urlLength: number;
  /** Where webhooks may be: names, addresses, or `*.example.org` for all below it. */
  readonly hosts: readonly string[];
  /** There is a Zaqar to send to. */
  readonly zaqar: boolean;
}

export const NO_EVENT_SINKS: EventSinkRules = { perStack: 5, urlLength: 2_000, hosts: [], zaqar: false };

/** What tells the sinks of a stack apart: one that is named again is the same, whatever else is said of it then. */
export function placeOf(sink: StackSink): string {
  return `${sink.type} ${sink.type === 'webhook' ? sink.url : sink.target}`;
}

/** All of them, in the order in which they were named first. */
export function mergeEventSinks(...lists: readonly (readonly StackSink[])[]): StackSink[] {
  const byPlace = new Map<string, StackSink>();
  for (const sink of lists.flat()) byPlace.set(placeOf(sink), sink);
  return [...byPlace.values()];
}
