import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import { deferredFunctions } from '../../lib/hot/functions/deferred.js';
import { hotVersion, versionNames } from '../../lib/hot/versions.js';
import { compile } from './compile-text.js';

const page = readFileSync(path.join(packageRoot, 'docs/writing-templates.md'), 'utf8');

describe('docs/writing-templates.md', () => {
  it('begins with a template that compiles', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const { resources, outputs } = compile(example, { parameters: { root: '/tmp/x' } });
    assert.deepEqual(resources.map((each) => each.requires), [[], ['directory']]); // prettier-ignore
    assert.equal(outputs.length, 1);
  });

  it('names every version and every function', () => {
    for (const name of versionNames) assert(page.includes(name), name);
    const newest = hotVersion('wallaby') ?? assert.fail();
    for (const name of newest.functions.keys())
      assert(page.includes(`\`${name}`) || name.startsWith('Fn::') || name === 'Ref', name);
  });

  /** Always worked out while compiling. */
  const atOnce = new Set(['fn_replace', 'get_azs', 'get_file', 'if', 'ref', 'resource_facade']);

  it('a function that may be left for later is found when it is', () => {
    for (const name of versionNames) {
      for (const fn of hotVersion(name)?.functions.values() ?? []) {
        if (typeof fn === 'object' && !atOnce.has(fn.call)) assert(deferredFunctions.has(fn.call), fn.call);
      }
    }
  });
});
