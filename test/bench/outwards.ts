import { independent } from './cases.js';
import { WebhookReceiver } from '../events/webhook-receiver.js';
import { withFleet } from './fleet.js';
import { inTurns, median, medians, said, type Part } from './part.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { round, table } from './table.js';
import { costOf } from './usage.js';

interface Created {
  readonly settledMs: number;
  /** From the last event of the stack until the sink had all; 0 without one. */
  readonly sinkAfterMs: number;
  readonly engineUs: number;
  readonly postgresUs: number;
}

const SINK = 'webhook.bench';

/** Creating a stack whose events go to a webhook, beside creating one whose events go nowhere. */
export const outwards: Part = {
  name: 'outwards',
  measure: async (quick) => {
    const n = quick ? 1_000 : 10_000;
    const receiver = await WebhookReceiver.start();
    try {
      const webhook = {
        name: 'bench',
        url: receiver.url,
        secret: 'a secret of the bench',
        allowPrivate: true,
      };
      const setup = {
        engineSettings: { 'events.webhooks': [webhook], 'events.webhookHosts': ['127.0.0.1'] },
      };
      const pairs = await withFleet({}, (plain) =>
        withFleet(setup, (told) =>
          inTurns(
            quick ? 1 : 3,
            () => create(plain, n),
            () => create(told, n, receiver),
          ),
        ),
      );
      const [plain, told] = [medians(pairs.map(([one]) => one)), medians(pairs.map(([, two]) => two))];
      const ratio = median(pairs.map(([one, two]) => two.settledMs / one.settledMs));
      said(`events of ${String(n)} outwards`);
      return { json: { outwards: { n, plain, told, ratio } }, text: outwardsText(n, plain, told, ratio) };
    } finally {
      await receiver.stop();
    }
  },
};

async function create(fleet: BenchStacks, n: number, receiver?: WebhookReceiver): Promise<Created> {
  if (receiver) await fleet.until(`SELECT EXISTS (SELECT FROM event_sink WHERE name = $1) AS is`, [SINK]);
  const measured = await costOf(fleet.processes, n, async () => {
    const stack = await fleet.create(independent(n).stacks[0]?.('one'));
    const settledMs = await fleet.settled();
    if (receiver) await hasAll(fleet, stack);
    const all = Date.now();
    const last = await fleet.number(`SELECT max(time) FROM event WHERE stack = $1`, [stack.id]);
    return { stack, settledMs, sinkAfterMs: receiver ? all - last : 0 };
  });
  const { stack, settledMs, sinkAfterMs, engineUs, postgresUs } = measured;
  const got = new Set(receiver?.sequences(stack.id)).size;
  if (receiver && got !== 2 * n + 2) throw new Error(`of ${String(2 * n + 2)} events ${String(got)} came`);
  await fleet.remove(stack);
  if (receiver) await hasAll(fleet, stack);
  receiver?.taken.splice(0);
  return { settledMs, sinkAfterMs, engineUs, postgresUs };
}

/** Waits until the sink has taken the newest event of the stack. */
function hasAll(fleet: BenchStacks, { id }: BenchStack): Promise<void> {
  return fleet.until(
    `SELECT EXISTS (SELECT FROM event_cursor JOIN stack ON stack.id = event_cursor.stack AND stack.event = event_cursor.event
                     WHERE sink = $1 AND stack.id = $2) AS is`,
    [SINK, id],
  );
}

function outwardsText(n: number, plain: Created, told: Created, ratio: number): string {
  const row = (sink: string, one: Created, x: string, more: readonly string[]) => [
    `independent ${String(n)}`,
    sink,
    round(one.settledMs),
    x,
    round(one.engineUs),
    round(one.postgresUs),
    ...more,
  ];
  const events = 2 * n + 2;
  const perSecond = events / ((told.settledMs + told.sinkAfterMs) / 1_000);
  return [
    '\nA create whose events go to a webhook, beside one whose events go nowhere (medians of rounds in turns; CPU until all are sent)\n',
    table(
      [
        'case',
        'sink',
        'settled ms',
        'x without',
        'engine us/res',
        'PG us/res',
        'events',
        'sink has all after ms',
        'events/s',
      ],
      [
        row('none', plain, '', ['', '', '']),
        row('webhook', told, round(ratio, 2), [String(events), round(told.sinkAfterMs), round(perSecond)]),
      ],
    ),
  ].join('');
}
