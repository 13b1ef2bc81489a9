import assert from 'node:assert/strict';
import { IsothermError } from '../../../lib/errors.js';
import { readGlobalEnvironment } from '../../../lib/hot/environment/global-environment.js';
import { defaultLimits } from '../../../lib/hot/limits.js';

const read = (files: Record<string, string>) =>
  readGlobalEnvironment(new Map(Object.entries(files)), defaultLimits);

function refusal(files: Record<string, string>): IsothermError {
  try {
    read(files);
  } catch (error) {
    assert(error instanceof IsothermError);
    assert.equal(error.code, 'config.invalid');
    return error;
  }
  assert.fail('it was accepted');
}

describe('the environment of all stacks', () => {
  it('is that of its files, of which a later one wins', () => {
    const environment = read({
      '10.yaml': 'resource_registry: {A: B, C: D}\nparameter_defaults: {p: 1, q: 1}\n',
      '20.yaml': 'resource_registry: {A: E, C: null}\nparameter_defaults: {p: 2}\n',
      '30.yaml': '# nothing\n',
    });
    assert.deepEqual(environment, {
      resource_registry: { A: 'E' },
      parameter_defaults: { p: 2, q: 1 },
    });
  });

  it('is refused with all faults, each with its file and line', () => {
    const { faults } = refusal({
      'a.yaml': 'parameters: {p: 1}\nresource_registry:\n  A: 5\n',
      'b.yaml': 'parameter_default: {}\nparameter_defaults:\n',
    });
    assert.deepEqual(
      faults.map(({ path, line, hint }) => [path, line, hint?.slice(0, 35)]),
      [
        ['a.yaml: parameters', 1, 'allowed: resource_registry, paramet'],
        ['a.yaml: resource_registry.A', 3, undefined],
        ['b.yaml: parameter_default', 1, 'did you mean "parameter_defaults"?'],
        ['b.yaml: parameter_defaults', 2, 'leave it out'],
      ],
    );
  });

  it('names the file that cannot be read', () => {
    const { message, faults } = refusal({ 'c.yaml': '\na: b: c\n' });
    assert.match(message, /^environment\.directory: c\.yaml: /);
    assert.deepEqual([faults[0]?.path, faults[0]?.line], ['c.yaml', 2]);
  });
});
