import { createHash } from 'node:crypto';
import type { Clock } from '../../../lib/clock.js';
import { IsothermError } from '../../../lib/errors.js';
import { ExpiringMap } from '../../../lib/expiring-map.js';
import {
  questionKey,
  type ConstraintAnswer,
  type ConstraintAnswers,
  type ConstraintQuestion,
} from '../../../lib/hot/custom-constraints/questions.js';
import type { Json } from '../../../lib/json.js';
import type { AnswerMessage, QuestionMessage } from '../../../lib/protocol/worker.js';
import { redactorOf } from '../../../lib/redact.js';
import { UnderWay } from '../../../lib/under-way.js';
import type { WorkerLink } from './peers.js';

export interface CustomConstraintOptions {
  /** How long a worker may take to answer, in ms. */
  readonly timeLimitMs: number;
  /** How long a value that was fit counts as such, in ms. One that was not is asked about anew. */
  readonly keepMs: number;
}

/** A worker that knows constraints, and how many questions it has. */
interface Asked {
  readonly link: WorkerLink;
  readonly names: ReadonlySet<string>;
  open: number;
}

/** A question that a worker has. */
interface Open {
  readonly message: QuestionMessage;
  readonly resolve: (answer: ConstraintAnswer) => void;
  readonly reject: (error: IsothermError) => void;
  worker: Asked;
}

/** Questions of all goals that may be open at once. */
const MOST_OPEN = 10_000;
/** Fit values that are known at a time. */
const MOST_FIT = 10_000;

/**
 * Asks the workers what the custom constraints of their providers make of values, since the engine talks to no provider.
 * Of several workers that know one, the one with the fewest open questions is asked; should it leave, another is.
 */
export class CustomConstraints {
  private readonly workers = new Map<WorkerLink, Asked>();
  private readonly open = new Map<number, Open>();
  private readonly underWay = new UnderWay<ConstraintAnswer>();
  /** What was found fit not long ago. */
  private readonly fit = new ExpiringMap<true>(MOST_FIT);
  private lastId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: CustomConstraintOptions,
  ) {}

  connected(link: WorkerLink, names: readonly string[]): void {
    if (names.length > 0) this.workers.set(link, { link, names: new Set(names), open: 0 });
  }

  disconnected(link: WorkerLink): void {
    this.workers.delete(link);
    const left = [...this.open.values()].filter((each) => each.worker.link === link);
    for (const each of left) {
      const next = this.workerFor(each.message.constraint);
      if (next) this.send(each, next);
      else this.give(each.message.id)?.reject(unanswered(each.message.constraint, 'its worker left'));
    }
  }

  /** Whoever answers a question that is open no more is not listened to. */
  answered(answers: readonly AnswerMessage[]): void {
    for (const { id, verdict, reason } of answers) {
      const question = this.give(id);
      if (!question) continue;
      if (verdict === 'fits') question.resolve({ kind: 'fits' });
      else if (verdict === 'unfit') question.resolve({ kind: 'unfit', reason });
      else question.reject(unanswered(question.message.constraint, hidden(question.message, reason)));
    }
  }

  /**
   * Answers all of them, for a stack of that project.
   * @throws IsothermError `constraint.unanswered`: one was not answered, or not in time; later it may be
   */
  async ask(questions: readonly ConstraintQuestion[], projectId: string): Promise<ConstraintAnswers> {
    const answers = await Promise.all(
      questions.map(
        async (question) => [questionKey(question), await this.one(question, projectId)] as const,
      ),
    );
    return Object.fromEntries(answers);
  }

  private one({ constraint, value }: ConstraintQuestion, projectId: string): Promise<ConstraintAnswer> {
    const worker = this.workerFor(constraint);
    if (!worker) return Promise.resolve({ kind: 'unknown', others: this.names() });
    if (value === undefined) return Promise.resolve({ kind: 'fits' });
    const key = keyOf([projectId, constraint, value]);
    if (this.fit.get(key, this.clock.monotonic())) return Promise.resolve({ kind: 'fits' });
    return this.underWay.once(key, async () => {
      const given = await this.put(worker, constraint, value, projectId);
      if (given.kind === 'fits') this.fit.set(key, true, this.clock.monotonic() + this.options.keepMs);
      return given;
    });
  }

  private put(worker: Asked, constraint: string, value: Json, projectId: string): Promise<ConstraintAnswer> {
    if (this.open.size >= MOST_OPEN)
      return Promise.reject(unanswered(constraint, `${String(MOST_OPEN)} questions are open already`));
    const { timeLimitMs } = this.options;
    return new Promise<ConstraintAnswer>((resolve, reject) => {
      const id = ++this.lastId;
      const cancel = this.clock.setTimer(timeLimitMs, () => {
        this.give(id)?.reject(unanswered(constraint, `no answer came within ${String(timeLimitMs)} ms`));
      });
      const message = { id, constraint, value: JSON.stringify(value), projectId, timeLimitMs };
      const open: Open = {
        message,
        worker,
        resolve: (answer) => {
          cancel();
          resolve(answer);
        },
        reject: (error) => {
          cancel();
          reject(error);
        },
      };
      this.open.set(id, open);
      this.send(open, worker);
    });
  }

  private send(open: Open, worker: Asked): void {
    open.worker = worker;
    worker.open += 1;
    worker.link.send({ kind: 'asked', questions: [open.message] });
  }

  /** Takes an open question back. */
  private give(id: number): Open | undefined {
    const open = this.open.get(id);
    if (open && this.open.delete(id)) open.worker.open -= 1;
    return open;
  }

  private workerFor(constraint: string): Asked | undefined {
    let best: Asked | undefined;
    for (const worker of this.workers.values())
      if (worker.names.has(constraint) && worker.open < (best?.open ?? Infinity)) best = worker;
    return best;
  }

  private names(): string[] {
    return [...new Set([...this.workers.values()].flatMap(({ names }) => [...names]))].sort();
  }
}

/** Values may be long, or secret: they are not kept. */
function keyOf(question: Json): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64');
}

/** An error is logged, and the value may be secret. */
function hidden({ value }: QuestionMessage, reason: string): string {
  return redactorOf([JSON.parse(value) as Json])(reason);
}

function unanswered(constraint: string, why: string): IsothermError {
  return new IsothermError(
    'constraint.unanswered',
    `Whether a value passes the custom_constraint "${constraint}" could not be found out: ${why}. Try again later.`,
    { retry: 'later' },
  );
}
