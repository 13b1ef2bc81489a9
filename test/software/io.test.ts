import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IsothermError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { packageRoot } from '../../lib/package-root.js';
import { checkIo } from '../../services/engine/app/use-cases/software-io.js';

interface Vector {
  readonly declared: JsonObject;
  readonly kept?: JsonObject;
  readonly error?: string;
}

const vectors = JSON.parse(readFileSync(join(packageRoot, 'test/software/io.json'), 'utf8')) as Record<
  'inputs' | 'outputs',
  readonly Vector[]
>;

describe('declared inputs and outputs of a software config', () => {
  for (const key of ['inputs', 'outputs'] as const) {
    it(`are kept or refused as by Heat (${key})`, () => {
      assert.ok(vectors[key].length > 20);
      for (const { declared, kept, error } of vectors[key]) {
        const answer = () => checkIo({ inputs: [], outputs: [], [key]: [declared] })[key][0];
        const label = JSON.stringify(declared);
        if (kept) assert.deepEqual(answer(), kept, label);
        else assert.throws(answer, (thrown: Error) => thrown.message === error, `${label}: ${error ?? ''}`);
      }
    });
  }

  it('tell all their faults at once', () => {
    const declared = { inputs: [{ name: 'a' }, { name: 'b', type: 'Foo' }], outputs: [{}] };
    assert.throws(
      () => checkIo(declared),
      (error: IsothermError) => {
        assert.deepEqual(
          error.faults.map(({ path }) => path),
          ['inputs.1', 'outputs.0'],
        );
        return error.code === 'request.invalid';
      },
    );
  });
});
