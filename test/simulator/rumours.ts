import { Notifier } from '../../services/observer/notifications/notifier.js';
import type { Random } from './random.js';
import type { ProcessClock } from './sim-time.js';
import type { World } from './world.js';

const PAUSE_MS = 3_000;
const TYPES = ['Test::Server', 'Test::Disk', 'Test::Nothing'];

/**
 * What an observer hears: bursts about things that are there and others that are not, whether something has happened to them or
 * not. It draws its own lots, so that stories without it stay as they are.
 */
export class Rumours {
  readonly notifier: Notifier;
  private isSilent = false;

  constructor(
    private readonly clock: ProcessClock,
    private readonly random: Random,
    private readonly world: World,
  ) {
    this.notifier = new Notifier({
      clock,
      defer: (fn) => clock.setTimer(0, fn),
      // Here nothing may be late, however long it takes: it has to be answered in the end.
      answerMs: Number.MAX_SAFE_INTEGER,
    });
    this.goOn();
  }

  silence(): void {
    this.isSilent = true;
  }

  private goOn(): void {
    this.clock.setTimer(this.random.below(PAUSE_MS), () => {
      if (this.isSilent) return;
      this.say();
      this.goOn();
    });
  }

  private say(): void {
    const { random } = this;
    const things = [...this.world.things.values()];
    const thing = things.length > 0 && random.chance(0.9) ? random.pick(things) : undefined;
    const type = thing?.type ?? random.pick(TYPES);
    const physicalId = thing?.physicalId ?? `rumour-${String(random.below(5))}`;
    const gatherMs = random.pick([0, 50, 500]);
    for (let times = 1 + random.below(4); times > 0; times -= 1)
      void this.notifier.notify([{ type, physicalIds: [physicalId], gatherMs }]);
  }
}
