import type { Difference } from './difference.js';
import { answerTo } from './our-answer.js';
import { outcomes } from './outcomes.js';
import { readSurroundings, vectorsOf, type Topic, type Vector } from './vector.js';
import { judge, type Verdict } from './verdict.js';
import { wordings, wordsLeftOpen } from './wordings.js';

type Kind = Verdict['kind'] | 'words on purpose' | 'different on purpose' | 'words left open';

/** Plays vectors and counts how they come out. */
export class Tally {
  private readonly surroundings = readSurroundings();
  private readonly counts = new Map<Kind, number>();
  private readonly pending = new Map<string, number>();
  private readonly used = new Set<Difference>();

  /** What is wrong with our answers, one text for each question; empty: all is well. */
  play(topic: Topic): string[] {
    const wrong = new Set<string>();
    for (const vector of vectorsOf(topic)) {
      const verdict = judge(vector, answerTo(vector, this.surroundings));
      const kind = this.kindOf(vector, verdict);
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      if (verdict.kind === 'pending')
        this.pending.set(verdict.what, (this.pending.get(verdict.what) ?? 0) + 1);
      if ((kind === 'different' || kind === 'other words') && 'ours' in verdict) {
        wrong.add(
          `${vector.version}: ${questionOf(vector)}\n  ours: ${verdict.ours}\n  Heat: ${verdict.heats}`,
        );
      }
    }
    return [...wrong];
  }

  private kindOf(vector: Vector, verdict: Verdict): Kind {
    if (verdict.kind !== 'different' && verdict.kind !== 'other words') return verdict.kind;
    const known = verdict.kind === 'different' ? outcomes : wordings;
    const found = known.find(
      ({ topic, ours, heats }) =>
        (topic?.test(vector.topic) ?? true) && ours.test(verdict.ours) && heats.test(verdict.heats),
    );
    if (found) this.used.add(found);
    if (verdict.kind === 'different') return found ? 'different on purpose' : 'different';
    if (found) return 'words on purpose';
    return wordsLeftOpen.test(questionOf(vector)) ? 'words left open' : 'other words';
  }

  /** Differences that no vector shows any more. */
  unused(): Difference[] {
    return [...outcomes, ...wordings].filter((each) => !this.used.has(each));
  }

  /** For people: how many vectors came out how, what is pending, how many refusals have Heat's words. */
  summary(): string {
    const count = (kind: Kind) => this.counts.get(kind) ?? 0;
    const total = [...this.counts.values()].reduce((sum, each) => sum + each, 0);
    const same = count('same words');
    const refused = same + count('words on purpose') + count('words left open') + count('other words');
    const kinds = [...this.counts].map(([kind, number]) => `${number} ${kind}`).join(', ');
    const pending = [...this.pending].map(([what, number]) => `${what} (${number})`).join(', ');
    return [
      `${total} vectors: ${kinds}`,
      `refusals in Heat's words: ${same} of ${refused} (${Math.round((100 * same) / Math.max(refused, 1))} %)`,
      `pending: ${pending === '' ? 'none' : pending}`,
    ].join('\n      ');
  }
}

function questionOf({ asked, kind }: Vector): string {
  if (kind === 'parameter') return JSON.stringify({ parameter: asked.parameter, given: asked.given });
  if (kind === 'template' || kind === 'environments' || kind === 'registry')
    return JSON.stringify({ ...asked, outcomes: undefined });
  return JSON.stringify(kind === 'document' ? asked.text : asked.snippet);
}
