import { IsothermError } from '../../errors.js';
import type { Json } from '../../json.js';

/** Asks those who have the providers: of a constraint, whether anybody knows it, or whether it lets a value pass. */
export interface ConstraintQuestion {
  readonly constraint: string;
  /** Absent: whether anybody knows it. */
  readonly value?: Json;
}

export type ConstraintAnswer =
  | { readonly kind: 'fits' }
  /** `reason` is the provider's sentence. */
  | { readonly kind: 'unfit'; readonly reason: string }
  /** No worker is there whose provider brings it; `others` are those that some bring. */
  | { readonly kind: 'unknown'; readonly others: readonly string[] };

/** By `questionKey`. */
export type ConstraintAnswers = { readonly [question: string]: ConstraintAnswer };

export function questionKey({ constraint, value }: ConstraintQuestion): string {
  return JSON.stringify(value === undefined ? [constraint] : [constraint, value]);
}

/** Ends a compilation that cannot go on before these are answered. */
export class OpenQuestions extends Error {
  constructor(readonly questions: readonly ConstraintQuestion[]) {
    super('The template asks what only a provider can answer');
  }
}

/** Collects what only a provider can answer while a template is compiled, and hands in what was answered. */
export class ConstraintQuestions {
  private readonly open = new Map<string, ConstraintQuestion>();

  /** @param answers undefined: there is nobody to ask, so that no constraint of a provider is known. */
  constructor(
    private readonly answers: ConstraintAnswers | undefined,
    private readonly most: number,
  ) {}

  /**
   * Undefined: it has to be asked first.
   * @throws IsothermError `template.too-large`: there are too many
   */
  answer(question: ConstraintQuestion): ConstraintAnswer | undefined {
    const { answers, open, most } = this;
    if (!answers) return { kind: 'unknown', others: [] };
    const key = questionKey(question);
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (answer) return answer;
    open.set(key, question);
    if (open.size <= most) return undefined;
    throw new IsothermError(
      'template.too-large',
      `The custom constraints of the template ask providers more than ${most} questions: split it, or raise the limit.`,
    );
  }

  /** @throws OpenQuestions */
  mustBeAnswered(): void {
    if (this.open.size > 0) throw new OpenQuestions([...this.open.values()]);
  }
}
