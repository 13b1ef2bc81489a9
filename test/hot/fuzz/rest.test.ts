import assert from 'node:assert/strict';
import type { Json } from '../../../lib/json.js';
import { EngineBench } from '../../support/engine-bench.js';
import { restHarness, type Answer, type RestHarness } from '../../support/rest-harness.js';
import { waitFor } from '../../support/wait-for.js';
import { fuzzMs, fuzzSeed } from './budget.js';
import { Chance } from './chance.js';
import { damaged } from './damage.js';
import { oddNames } from './odd-values.js';
import { TemplateWriter, type RandomRequest } from './random-template.js';
import { soundText } from './sound-refusal.js';

const sane = { heat_template_version: '2018-08-31', resources: { a: { type: 'Test::Thing' } } };

describe('whatever is sent to the API of a real engine', function () {
  this.timeout(fuzzMs * 2 + 60_000);
  let bench: EngineBench;
  let rest: RestHarness;

  before(async () => {
    bench = await EngineBench.open({ rest: {} });
    rest = await restHarness({ useCases: bench.useCases, requestBytes: 2_000_000 });
  });
  after(async () => {
    await rest.close();
    await bench.close();
  });

  it(`is answered, and refused for a reason: from seed ${String(fuzzSeed)}`, async () => {
    const end = performance.now() + fuzzMs / 2;
    let seed = fuzzSeed;
    for (; performance.now() < end || seed === fuzzSeed; seed++) {
      const chance = new Chance(seed);
      const { url, body } = requestOf(chance, seed);
      const answer = await rest.call('POST', url, { body });
      try {
        mustBeAnswered(answer);
      } catch (cause) {
        throw new Error(`seed ${String(seed)}, ${url}: ${answer.text.slice(0, 500)}`, { cause });
      }
    }
    console.log(`      ${String(seed - fuzzSeed)} requests`);
    // Whatever came, the engine goes on.
    const answer = await rest.call('POST', '/v1/default/stacks', {
      body: { stack_name: 'after', template: sane },
    });
    assert.equal(answer.status, 201, answer.text);
    const { links } = (answer.json as { stack: { links: { href: string }[] } }).stack;
    const place = new URL(links[0]?.href ?? '').pathname;
    const done = async () => {
      const { stack } = (await rest.call('GET', place)).json as { stack: { stack_status: string } };
      return stack.stack_status === 'CREATE_COMPLETE';
    };
    await waitFor(done, 'a stack to be made after all');
  });
});

function requestOf(chance: Chance, seed: number): { url: string; body: Json } {
  const url = chance.pick(['/validate', '/stacks/preview', '/stacks', '/validate?ignore_errors=99001']);
  const written = bodyOf(new TemplateWriter(chance).request(), chance, `f-${String(seed)}`);
  const text = JSON.stringify(written);
  return { url: `/v1/default${url}`, body: chance.holds(0.15) ? damaged(text, chance) : text };
}

function bodyOf(request: RandomRequest, chance: Chance, name: string): Json {
  const { template, parameters, environment, files } = request;
  const names = Object.keys(files);
  return {
    stack_name: chance.holds(0.95) ? name : chance.pick(oddNames),
    template: chance.holds(0.5) ? template : JSON.stringify(template),
    parameters,
    environment: chance.holds(0.5) ? environment : JSON.stringify(environment),
    files,
    ...(chance.holds(0.2) && { environment_files: names }),
    ...(chance.holds(0.1) && { [chance.pick(oddNames)]: parameters }),
  };
}

function mustBeAnswered({ status, text, json }: Answer): void {
  assert(status < 500, `it answered ${String(status)}`);
  if (status < 400) return;
  const { error } = json as { error: { code: string; message: string } };
  assert.notEqual(error.code, 'internal');
  assert.notEqual(error.message, '');
  soundText(error.message);
  assert(text.length < 10_000_000);
}
