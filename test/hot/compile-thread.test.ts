import assert from 'node:assert/strict';
import type { Fault } from '../../lib/errors.js';
import { TemplateCompiler, type CompileRequest } from '../../lib/hot/compile-thread.js';
import { defaultLimits } from '../../lib/hot/limits.js';
import type { GoalResource } from '../../lib/hot/values.js';
import { pseudo, testType, valueTemplate } from './compile-text.js';

const base = { pseudo, limits: defaultLimits };

function request(template: CompileRequest['template'], more: Partial<CompileRequest> = {}): CompileRequest {
  return { ...base, template, ...more };
}

function large(count: number): string {
  const resources = Array.from(
    { length: count },
    (_, n) => `  r${String(n)}: {type: Test::A, properties: {must: {}, v: text}}`,
  );
  return `heat_template_version: 2018-08-31\nresources:\n${resources.join('\n')}\n`;
}

async function faultsOf(promise: Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await promise;
  } catch (error) {
    return (error as { faults: readonly Fault[] }).faults;
  }
  assert.fail('the template was accepted');
}

describe('TemplateCompiler', () => {
  let compiler: TemplateCompiler;

  beforeEach(() => {
    compiler = new TemplateCompiler({ timeLimitMs: 10_000 });
  });
  afterEach(() => compiler.close());

  it('gives one line of JSON for each resource, in its thread and in ours', async () => {
    for (const count of [3, 2_000]) {
      const { goalText, view } = await compiler.compile(request(large(count)));
      const resources = goalText.split('\n').map((line) => JSON.parse(line) as GoalResource);
      assert.deepEqual(resources.map((each) => each.name), Array.from({ length: count }, (_, n) => `r${String(n)}`)); // prettier-ignore
      assert.deepEqual(view, { description: '', outputs: [], parameters: [] });
    }
    assert.equal((await compiler.compile(request(large(0)))).goalText, '');
  });

  it('knows no type that is hidden, in its thread and in ours', async () => {
    const resourceTypes = { version: 1, list: () => [testType] };
    for (const count of [3, 2_000]) {
      await compiler.compile(request(large(count), { resourceTypes, hiddenTypes: ['Test::B'] }));
      const faults = await faultsOf(
        compiler.compile(request(large(count), { resourceTypes, hiddenTypes: [testType.type] })),
      );
      assert.match(faults[0]!.message, /Test::A/);
      await compiler.compile(request(large(count), { resourceTypes }));
    }
  });

  it('faults are the same whichever thread found them', async () => {
    const text = valueTemplate('{get_resource: bb}');
    const inline = await faultsOf(compiler.compile(request(text)));
    const padded = await faultsOf(compiler.compile(request(`${text}#${'x'.repeat(20_000)}\n`)));
    assert.equal(inline.length, 1);
    assert.deepEqual(padded, inline);
    const object = {
      heat_template_version: 'rocky',
      resources: { a: { type: 5 } },
      description: 'x'.repeat(20_000),
    };
    assert.deepEqual(await faultsOf(compiler.compile(request(object))), [
      { path: 'resources.a.type', message: 'Resource type must be a string, not 5.' },
    ]);
  });

  it('asks for resource types once a version, in each thread', async () => {
    let asked = 0;
    const types = (version: number) => ({ version, list: () => (asked++, [testType]) });
    for (const count of [1, 1, 1_000, 1_000])
      await compiler.compile(request(large(count), { resourceTypes: types(1) }));
    assert.equal(asked, 2);
    await compiler.compile(request(large(1_000), { resourceTypes: types(2) }));
    assert.equal(asked, 3);
    const wrong = large(1_000).replaceAll('Test::A', 'Test::B');
    const [fault] = await faultsOf(compiler.compile(request(wrong, { resourceTypes: types(2) })));
    assert.equal(fault?.hint, 'did you mean "Test::A"?');
  });

  it('edits and reads templates too, with the same answer in its thread and in ours', async () => {
    const edit = { resource: 'r1', property: 'v', value: 'other' };
    const { limits } = base;
    for (const count of [3, 2_000]) {
      const text = large(count);
      const resourceTypes = { version: 1, list: () => [testType] };
      const edited = await compiler.edit(text, [edit], { p: 1 }, { limits, resourceTypes });
      assert.deepEqual([edited.accepted, edited.refused, edited.parameters], [[edit], [], { p: 1 }]);
      assert.equal(edited.text, text.replace(/(r1: .*)text/, '$1other'));
      const read = (await compiler.read(edited.text, 'template', limits)) as { resources: object };
      assert.equal(Object.keys(read.resources).length, count);
      const [fault] = await faultsOf(compiler.read(`${text}: [`, 'template', limits));
      assert.equal(fault?.line, count + 3);
    }
  });

  it('what a small template is given counts like its text: little can make much of much', async () => {
    await compiler.close();
    // After which only a thread is stopped.
    compiler = new TemplateCompiler({ timeLimitMs: 0 });
    const long = 'x'.repeat(20_000);
    await compiler.compile(request(large(3)));
    for (const given of [
      { parameters: { p: long } },
      { environment: { parameters: { p: long } } },
      { keptEnvironment: { parameters: { p: long } } },
      { files: { f: long } },
    ])
      await assert.rejects(compiler.compile(request(large(3), given)), { code: 'template.too-large' });
  });

  it('patterns that take too long together are stopped, also in a small template, and the next one compiles', async () => {
    await compiler.close();
    compiler = new TemplateCompiler({ timeLimitMs: 3_000 });
    const names = Array.from({ length: 150 }, (_, at) => `p${String(at)}`);
    const pattern = `parameters:\n${names
      .map((name) => `  ${name}: {type: string, default: a, constraints: [{allowed_pattern: '(a+)+'}]}\n`)
      .join('')}`;
    const hostile = `${'a'.repeat(100)}!`;
    const parameters = Object.fromEntries(names.map((name) => [name, hostile]));
    const endless = compiler.compile(request(`heat_template_version: rocky\n${pattern}`, { parameters }));
    const next = compiler.compile(
      request(`heat_template_version: rocky\n${pattern}`, { parameters: { p0: 'a' } }),
    );
    await assert.rejects(endless, { code: 'template.too-large' });
    assert.equal((await next).view.parameters[0]?.value, 'a');
  }).timeout(30_000);

  it('refuses a goal that grows beyond its limit', async () => {
    const uses = Array.from(
      { length: 100 },
      (_, n) => `  r${String(n)}: {type: T, properties: {v: {get_param: p}}}`,
    );
    const text = `heat_template_version: rocky\nparameters: {p: {type: string}}\nresources:\n${uses.join('\n')}\n`;
    const limits = { ...defaultLimits, goalLength: 1_000_000 };
    const parameters = { p: 'x'.repeat(20_000) };
    await assert.rejects(compiler.compile(request(text, { limits, parameters })), {
      code: 'template.too-large',
    });
  });

  it('when closed, refuses what it has not compiled', async () => {
    const waiting = compiler.compile(request(large(2_000)));
    const refused = assert.rejects(waiting, { retry: 'later' });
    await compiler.close();
    await refused;
  });
});
