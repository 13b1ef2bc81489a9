import assert from 'node:assert/strict';
import { repositoryFiles, textOf } from '../support/repository-files.js';
import { brokenPaths, forbiddenImports } from './import-rules.js';

const sources = repositoryFiles().filter((path) => /^(lib|services|cli|scripts|test)\/.*\.ts$/.test(path));

describe('import rules', function () {
  this.timeout(60_000);
  it('hold for every file', () => {
    assert.ok(sources.length > 50);
    assert.deepEqual(
      sources.flatMap((path) => forbiddenImports(path, textOf(path) ?? '')),
      [],
    );
  });

  it('every import of ours ends in .js and stays in the repository', () => {
    assert.deepEqual(
      sources.flatMap((path) => brokenPaths(path, textOf(path) ?? '')),
      [],
    );
  });

  const forbidden: [path: string, source: string][] = [
    ['services/engine/core/decide.ts', "import { x } from '../store/stacks.js';"],
    ['services/engine/core/decide.ts', "import { readFileSync } from 'node:fs';"],
    ['services/engine/core/decide.ts', "export * from 'zod';"],
    ['services/engine/app/loop.ts', "import type { DataSource } from 'typeorm';"],
    ['services/engine/edge/rest/stacks.ts', "const x = await import('../../store/stacks.js');"],
    ['services/worker/main.ts', "import { x } from '../engine/config.js';"],
    ['services/observer/look.ts', "import pg from 'pg';"],
    ['lib/log.ts', "import { x } from '../services/engine/config.js';"],
    ['lib/providers/local/file.ts', "import { x } from '../heat/none.js';"],
    ['lib/providers/local/file.ts', "import { x } from '../../log.js';"],
    ['lib/hot/parse.ts', "import { readFileSync } from 'node:fs';"],
    ['services/worker/jobs.ts', "import { trace } from '@opentelemetry/api';"],
    ['lib/hot/functions/yaql.ts', "import { parse } from '../../yaql/syntax/parser.js';"],
    ['lib/yaql/budget.ts', "import { x } from '../hot/faults.js';"],
    ['lib/yaql/budget.ts', "import { performance } from 'node:perf_hooks';"],
    ['tools/new.ts', ''],
  ];
  for (const [path, source] of forbidden) {
    it(`refuse in ${path}: ${source || 'being there'}`, () => {
      assert.equal(forbiddenImports(path, source).length, 1);
    });
  }
});
