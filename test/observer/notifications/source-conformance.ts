import assert from 'node:assert/strict';
import type {
  Notification,
  NotificationOutcome,
  NotificationSource,
} from '../../../lib/handler/notification-source.js';
import { waitFor } from '../../support/wait-for.js';

export interface SourceUnderTest {
  readonly source: NotificationSource;
  readonly type: string;
  /** Three things. */
  readonly ids: readonly [string, string, string];
  /** Lets something happen to a thing. */
  happen(id: string): Promise<void>;
  /** Brings a thing to where something can happen to it again, as an action of a worker would. */
  renew?(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Hears notifications as the observer does, and answers what it is told to. */
export class Hearing {
  readonly heard: Notification[] = [];
  answer: (notifications: readonly Notification[]) => Promise<NotificationOutcome> = () =>
    Promise.resolve('looked');

  readonly notify = (notifications: readonly Notification[]): Promise<NotificationOutcome> => {
    this.heard.push(...notifications);
    return this.answer(notifications);
  };

  of(id: string): number {
    return this.heard.filter(({ physicalIds }) => physicalIds.includes(id)).length;
  }
}

/** What every source promises, whatever it hears with. */
export function sourceConformance(
  what: string,
  open: (suite: Mocha.Context) => Promise<SourceUnderTest>,
): void {
  describe(`${what} keeps the contract of a source`, function () {
    this.timeout(30_000);
    let at: SourceUnderTest;
    let hearing: Hearing;
    before(async function () {
      this.timeout(120_000);
      at = await open(this);
      await at.close();
    });
    beforeEach(async function () {
      at = await open(this);
      hearing = new Hearing();
      await at.source.start(hearing.notify);
      for (const id of at.ids) at.source.watched?.(at.type, id);
    });
    afterEach(async () => {
      await at.source.stop();
      await at.close();
    });

    const again = async (id: string): Promise<void> => {
      // What needs no renewing stays watched: a watch that begins anew may need a moment until it hears.
      if (!at.renew) return;
      await at.renew(id);
      at.source.unwatched?.(at.type, id);
      at.source.watched?.(at.type, id);
    };
    /** Lets it happen until it is heard: a source may need a moment until it hears. */
    const happensUntilHeard = async (id: string): Promise<void> => {
      const before = hearing.of(id);
      const deadline = performance.now() + 15_000;
      while (hearing.of(id) === before) {
        assert.ok(performance.now() < deadline, `what happened to ${id} was not heard`);
        await at.happen(id);
        const heard = waitFor(() => hearing.of(id) > before, 'it to be heard', 500).catch(() => undefined);
        await heard;
        await again(id);
      }
    };

    it('tells of the thing to which something has happened, by its type and id', async () => {
      await happensUntilHeard(at.ids[1]);
      for (const { type, physicalIds } of hearing.heard) {
        assert.equal(type, at.type);
        assert.deepEqual(physicalIds, [at.ids[1]]);
      }
    });

    it('tells it again when it happens again', async () => {
      await happensUntilHeard(at.ids[0]);
      await happensUntilHeard(at.ids[0]);
      assert.ok(hearing.of(at.ids[0]) >= 2);
    });

    it('misses nothing of many at once', async () => {
      for (const id of at.ids) await happensUntilHeard(id);
      hearing.heard.length = 0;
      await Promise.all(at.ids.map((id) => at.happen(id)));
      await waitFor(() => at.ids.every((id) => hearing.of(id) > 0), 'all three to be heard');
    });

    it('goes on while nobody answers, and when an answer is late', async () => {
      hearing.answer = () => new Promise(() => undefined);
      await happensUntilHeard(at.ids[0]);
      await happensUntilHeard(at.ids[1]);
      hearing.answer = () => Promise.resolve('late');
      await happensUntilHeard(at.ids[0]);
      await happensUntilHeard(at.ids[0]);
    });

    it('says nothing once it was stopped, and can be stopped twice', async () => {
      await happensUntilHeard(at.ids[2]);
      hearing.answer = () => Promise.resolve('stopped');
      await at.source.stop();
      const before = hearing.heard.length;
      await at.happen(at.ids[2]);
      await at.source.stop();
      assert.equal(hearing.heard.length, before);
    });

    it('hears nothing of single things that are not watched any more', async () => {
      // Others tell of whatever they hear.
      if (!at.source.unwatched) return;
      await happensUntilHeard(at.ids[0]);
      at.source.unwatched(at.type, at.ids[1]);
      await at.happen(at.ids[1]);
      await happensUntilHeard(at.ids[0]);
      assert.equal(hearing.of(at.ids[1]), 0);
    });
  });
}
