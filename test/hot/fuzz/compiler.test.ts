import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { compileGoal } from '../../../lib/hot/compile-request.js';
import { TemplateCompiler, type CompileRequest } from '../../../lib/hot/compile-thread.js';
import {
  questionKey,
  type ConstraintAnswer,
  type ConstraintAnswers,
  type ConstraintQuestion,
} from '../../../lib/hot/custom-constraints/questions.js';
import { defaultLimits } from '../../../lib/hot/limits.js';
import type { JsonObject } from '../../../lib/json.js';
import { packageRoot } from '../../../lib/package-root.js';
import { pseudo, testType } from '../compile-text.js';
import { fuzzMs, fuzzSeed } from './budget.js';
import { Chance } from './chance.js';
import { damaged } from './damage.js';
import { TemplateWriter } from './random-template.js';
import { mustBeSound } from './sound-refusal.js';

/** Smaller than in earnest, so that a few seconds reach them. */
const limits = {
  ...defaultLimits,
  textBytes: 2_000_000,
  nodes: 50_000,
  goalLength: 2_000_000,
  patternSteps: 5_000,
};
const TIME_LIMIT_MS = 15_000;

/** Templates of the repository that are meant to be right. */
function examples(): string[] {
  const folder = join(packageRoot, 'examples');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** As `TemplateCompiler` does with small templates. */
async function compileHere({ resourceTypes, ask, ...input }: CompileRequest): Promise<void> {
  const types = resourceTypes && new Map(resourceTypes.list().map((type) => [type.type, type]));
  let answers: ConstraintAnswers = {};
  for (;;) {
    const outcome = compileGoal({ ...input, answers }, types);
    if (!('questions' in outcome)) return;
    answers = { ...answers, ...(await ask?.(outcome.questions)) };
  }
}

describe('whatever is compiled', function () {
  this.timeout(fuzzMs * 2 + 60_000);
  const types = { version: 1, list: () => [testType] };
  let inThread: TemplateCompiler;

  before(() => {
    const options = { timeLimitMs: TIME_LIMIT_MS, memoryMib: 512 };
    inThread = new TemplateCompiler({ ...options, inlineUpTo: 0 });
  });
  after(async () => {
    await inThread.close();
  });

  const ask = (chance: Chance) => (questions: readonly ConstraintQuestion[]) => {
    const answers: readonly ConstraintAnswer[] = [
      { kind: 'fits' },
      { kind: 'unfit', reason: 'no such thing' },
      { kind: 'unknown', others: ['nova.other'] },
    ];
    return Promise.resolve(
      Object.fromEntries(questions.map((each) => [questionKey(each), chance.pick(answers)])),
    );
  };

  /** One after another until time is up; each has a seed of its own. */
  async function tryAll(requestOf: (chance: Chance) => Partial<CompileRequest>): Promise<number> {
    const end = performance.now() + fuzzMs / 2;
    let seed = fuzzSeed;
    for (; performance.now() < end || seed === fuzzSeed; seed++) {
      const chance = new Chance(seed);
      const request = requestOf(chance);
      // Mostly in this thread, since that is quicker.
      const compile = chance.holds(0.05) ? (each: CompileRequest) => inThread.compile(each) : compileHere;
      const begun = performance.now();
      try {
        await compile({
          template: '',
          pseudo,
          limits,
          nowMs: 0,
          ask: ask(chance),
          ...request,
          ...(chance.holds(0.7) && { resourceTypes: types }),
        });
      } catch (error) {
        try {
          mustBeSound(error);
        } catch (cause) {
          throw new Error(`seed ${String(seed)}: ${(cause as Error).message}`, { cause });
        }
      }
      const tookMs = performance.now() - begun;
      assert(tookMs < TIME_LIMIT_MS, `seed ${String(seed)} took ${String(tookMs)} ms`);
    }
    return seed - fuzzSeed;
  }

  it(`is compiled, or refused for a reason: templates by chance, from seed ${String(fuzzSeed)}`, async () => {
    const tried = await tryAll((chance) => {
      const { template, parameters, environment, files } = new TemplateWriter(chance).request();
      const asText = chance.holds(0.5);
      return {
        template: asText ? textOf(template, chance) : (template as JsonObject),
        parameters: parameters as JsonObject,
        environment: chance.holds(0.5) ? textOf(environment, chance) : (environment as JsonObject),
        files,
        requireParameterValues: chance.holds(0.5),
      };
    });
    console.log(`      ${String(tried)} templates`);
  });

  it(`is compiled, or refused for a reason: templates that were damaged, from seed ${String(fuzzSeed)}`, async () => {
    const texts = examples();
    const tried = await tryAll((chance) => ({
      template: damaged(chance.pick(texts), chance),
      requireParameterValues: false,
      environment: chance.holds(0.3)
        ? damaged('parameters: {a: 1}\nparameter_defaults:\n  b: [x]\n', chance)
        : '',
    }));
    console.log(`      ${String(tried)} templates`);
  });

  it('is compiled, or refused for a reason, with names of a megabyte', async () => {
    const long = 'k'.repeat(1_000_000);
    for (const template of [
      `heat_template_version: rocky\nresources:\n  ? ${long}\n  : {type: T}\n`,
      `heat_template_version: rocky\n${long}: 1\n`,
      { heat_template_version: 'rocky', parameters: { [long]: { type: 'string' } } },
      {
        heat_template_version: 'rocky',
        resources: { a: { type: 'T', properties: { [long]: { [long]: long } } } },
      },
      { heat_template_version: 'rocky', outputs: { [long]: { value: { get_attr: [long, long] } } } },
      { heat_template_version: long },
    ]) {
      const error = await inThread
        .compile({ template, pseudo, limits, parameters: { [long.slice(1)]: long } })
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      if (error === undefined) continue;
      mustBeSound(error);
      assert((error as Error).message.length < 5_000_000);
    }
  });
});

function textOf(value: unknown, chance: Chance): string {
  if (chance.holds(0.5)) return JSON.stringify(value);
  try {
    return stringify(value);
  } catch {
    return JSON.stringify(value);
  }
}
