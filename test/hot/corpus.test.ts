import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { packageRoot } from '../../lib/package-root.js';
import { compile } from './compile-text.js';

const corpus = path.join(packageRoot, '../shared/corpus/heat-templates');

describe('the public Heat templates', function () {
  before(function () {
    if (existsSync(corpus)) return;
    console.warn(
      `SKIPPED: no templates at ${corpus}: clone openstack/heat-templates there to run these tests.`,
    );
    this.skip();
  });

  it('each compile, or are refused with reasons', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' });
    const templates = files.filter((file) => /\.(yaml|template|json)$/.test(file));
    let accepted = 0;
    for (const file of templates) {
      try {
        compile(readFileSync(path.join(corpus, file), 'utf8'), { requireParameterValues: false });
        accepted++;
      } catch (error) {
        assert(error instanceof IsothermError, `${file}: ${String((error as Error).stack)}`);
        assert(error.faults.length > 0, file);
        for (const fault of error.faults) assert(fault.line !== undefined && fault.message !== '', file);
      }
    }
    // How many there are depends on what the language supports: a sudden fall is a mistake.
    assert(accepted >= 100, `only ${String(accepted)} of ${String(templates.length)} compile`);
  });
});
