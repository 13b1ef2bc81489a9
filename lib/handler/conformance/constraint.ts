import assert from 'node:assert/strict';
import type { Json } from '../../json.js';
import { constraintFaults } from '../constraint-faults.js';
import type { Constraint } from '../contract.js';
import { within } from './within.js';

export interface ConstraintConformanceOptions {
  readonly constraint: Constraint;
  /** The provider's settings, as its schema yields them. Called before every test. */
  readonly settings?: () => unknown;
  /** Called before every test, to have things that the values name. */
  readonly prepare?: () => Promise<void>;
  readonly fit: readonly Json[];
  readonly unfit: readonly Json[];
  /** How long an answer may take, in ms. Default 10,000, as by default for the engine. */
  readonly withinMs?: number;
}

const noAnswer = 'gave no answer';

/** Values of every kind: a template may hold any of them. */
const anything: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  '',
  ' ',
  '/',
  '..',
  '\u{1f4a5}',
  [],
  ['x'],
  {},
  { x: 1 },
];

/** Declares the suite with mocha's `describe` and `it`; call it at the top of a test file, or inside `describe`. */
export function constraintConformance(options: ConstraintConformanceOptions): void {
  const { constraint, settings, prepare, fit, unfit, withinMs = 10_000 } = options;
  const ask = async (value: Json, signal = new AbortController().signal): Promise<unknown> => {
    const asked = { signal, projectId: 'tests', settings: settings?.() };
    return within(withinMs, constraint.validate(value, asked), noAnswer);
  };
  describe(`${constraint.name} keeps the contract of a constraint`, function () {
    this.timeout(10 * withinMs);
    beforeEach(() => prepare?.());

    it('is what a provider may bring', () => {
      assert.deepEqual(constraintFaults(constraint), []);
      assert.ok(fit.length > 0 && unfit.length > 0, 'give the kit values that are fit, and others');
    });

    for (const value of fit) {
      it(`lets ${JSON.stringify(value)} pass, each time`, async () => {
        assert.equal(await ask(value), undefined);
        assert.equal(await ask(value), undefined);
      });
    }
    for (const value of unfit) {
      it(`says why not ${JSON.stringify(value)}, each time`, async () => {
        const reason = await ask(value);
        assert.ok(isSentence(reason), `a reason is one line of text, not ${JSON.stringify(reason)}`);
        assert.equal(await ask(value), reason);
      });
    }

    it('has an answer to any value', async () => {
      for (const value of anything) {
        const answer = await ask(value);
        assert.ok(
          answer === undefined || isSentence(answer),
          `of ${JSON.stringify(value)} it said ${JSON.stringify(answer)}`,
        );
      }
    });

    it('ends when nobody waits any more', async () => {
      const [value = null] = fit;
      // It may answer or throw, but it must not hang.
      await ask(value, AbortSignal.abort()).catch((error: unknown) => {
        if (error instanceof Error && error.message.includes(noAnswer)) throw error;
      });
    });
  });
}

function isSentence(reason: unknown): boolean {
  return typeof reason === 'string' && reason !== '' && !reason.includes('\n') && reason.length <= 1_000;
}
