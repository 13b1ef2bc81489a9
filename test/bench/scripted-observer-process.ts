import { systemClock } from '../../lib/clock.js';
import { inChunks } from '../../lib/grpc/chunks.js';
import { observerTransport } from '../../lib/grpc/dial.js';
import { loadProviders } from '../../lib/handler/load-providers.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { WatchMessage } from '../../lib/protocol/observer.js';

/** What the observer shall see of all that it watches, once it watches that many. It answers with the time of its first report. */
export interface Sight {
  readonly see: 'changed' | 'gone';
  readonly things: number;
}

/**
 * The observer of a bench, in a process of its own, on a real stream but with a scripted view: all is as it was applied, until
 * something happens to all things at once. It looks when it is told to, without the pauses of the real one.
 */
const { address, provider } = JSON.parse(process.env['BENCH'] ?? '{}') as {
  address: string;
  provider: string;
};
/** Characters of a message, as those of the real one. */
const CHUNK = 256 * 1024;
const CHARACTERS_A_THING = 250;

const watches = new Map<string, WatchMessage>();
const gone = new Set<string>();
let sight: Sight | undefined;
let sequence = 0;
let number = 0;

const { offered } = await loadProviders([{ package: provider }], process.cwd());
const transport = observerTransport({
  address,
  tls: undefined,
  backoff: { firstMs: 100, longestMs: 1_000 },
  clock: systemClock,
  random: Math.random,
});

transport.start({
  opened: () => {
    const hello = { observerId: 'bench', node: 'bench', protocol: PROTOCOL_VERSION, version: '0' };
    transport.send({ kind: 'hello', hello: { ...hello, types: offered } });
  },
  received: (message) => {
    if (message.kind === 'welcome') process.send?.('started');
    if (message.kind === 'unwatch') for (const id of message.instanceIds) watches.delete(id);
    if (message.kind !== 'watches') return;
    for (const watch of message.watches) watches.set(watch.instanceId, watch);
    tell(message.watches.filter(({ awaited, reportNext }) => awaited || reportNext));
    happen();
  },
  closed: () => undefined,
});

process.on('message', (message: Sight | 'stop') => {
  if (message === 'stop') {
    void transport.stop().then(() => process.exit(0));
    return;
  }
  sight = message;
  happen();
});

function happen(): void {
  if (!sight || watches.size < sight.things) return;
  const { see } = sight;
  sight = undefined;
  const all = [...watches.values()];
  if (see === 'gone') for (const { instanceId } of all) gone.add(instanceId);
  process.send?.(Date.now());
  tell(all, see === 'changed' ? JSON.stringify({ value: 'changed by somebody else' }) : undefined);
}

/** @param properties what they have; undefined: what was applied */
function tell(seen: readonly WatchMessage[], properties?: string): void {
  const things = seen.map(({ instanceId, stackId, epoch, goal }) => {
    const observation = gone.has(instanceId)
      ? ({ status: 'absent', properties: '' } as const)
      : ({ status: 'ready', properties: properties ?? goal } as const);
    sequence += 1;
    const begunMs = Date.now();
    return {
      instanceId,
      stackId,
      epoch,
      sequence,
      begunMs,
      notice: 0,
      observation: { ...observation, attributes: '', reason: '' },
    };
  });
  for (const chunk of inChunks(things, CHUNK, () => CHARACTERS_A_THING)) {
    number += 1;
    transport.send({ kind: 'observed', number, things: chunk });
  }
}
