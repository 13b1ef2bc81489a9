import type { Clock } from '../../lib/clock.js';
import type { Constraint } from '../../lib/handler/contract.js';
import type { OfferedConstraint } from '../../lib/handler/handler-catalogue.js';
import type { Json } from '../../lib/json.js';
import type { AnswerMessage, QuestionMessage } from '../../lib/protocol/worker.js';
import { reasonOf } from '../../lib/reason-of.js';
import { Slots } from './slots.js';

/** Characters of a reason that are told. */
const LONGEST_REASON = 1_000;

/** Answers what engines ask of the custom constraints that this worker's providers bring. */
export class Questions {
  /** What is said in hello. */
  readonly offered: readonly string[];
  private readonly slots: Slots;
  private asked = 0;

  constructor(
    private readonly constraints: ReadonlyMap<string, OfferedConstraint>,
    private readonly clock: Clock,
    atOnce: number,
  ) {
    this.offered = [...constraints.keys()].sort();
    this.slots = new Slots(atOnce);
  }

  /** Calls `answer` once, within the question's time limit. */
  ask(question: QuestionMessage, answer: (answer: AnswerMessage) => void): void {
    const { id, constraint, timeLimitMs } = question;
    const gone = new AbortController();
    const say = (verdict: AnswerMessage['verdict'], reason: string) => {
      if (gone.signal.aborted) return;
      cancel();
      gone.abort();
      answer({ id, verdict, reason: reason.slice(0, LONGEST_REASON) });
    };
    const key = String((this.asked += 1));
    const withdraw = this.slots.enter(key, () => {
      void this.verdict(question, gone.signal)
        .then(
          (reason) => {
            say(reason === undefined ? 'fits' : 'unfit', reason ?? '');
          },
          (error: unknown) => {
            say('unanswered', reasonOf(error));
          },
        )
        .finally(() => {
          this.slots.leave(key);
        });
    });
    const cancel = this.clock.setTimer(timeLimitMs, () => {
      withdraw();
      say('unanswered', `${constraint} took longer than ${String(timeLimitMs)} ms`);
    });
  }

  /** Why the value is not as it has to be; undefined: it is. Throws whatever the provider throws. */
  private async verdict(question: QuestionMessage, signal: AbortSignal): Promise<string | undefined> {
    const { constraint: name, value, projectId } = question;
    const offered = this.constraints.get(name);
    if (!offered) throw new Error(`no provider here brings ${name}`);
    const { constraint, settings } = offered;
    return sentence(
      name,
      await constraint.validate(JSON.parse(value) as Json, { signal, projectId, settings }),
    );
  }
}

/** A provider need not be written in TypeScript. */
function sentence(name: string, answer: Awaited<ReturnType<Constraint['validate']>>): string | undefined {
  const given: unknown = answer;
  if (given === undefined || typeof given === 'string') return given;
  throw new Error(`${name} answered ${typeof given}, neither undefined nor text`);
}
