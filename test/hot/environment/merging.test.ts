import assert from 'node:assert/strict';
import type { CompileInput } from '../../../lib/hot/compile.js';
import { compile, faultsOf } from '../compile-text.js';

const text = `heat_template_version: rocky
parameters:
  p: {type: string, default: d}
  q: {type: comma_delimited_list, default: ''}
  s: {type: string, hidden: true, default: x}
`;

const files = {
  'a.yaml': 'parameter_merge_strategies: {q: merge}\nparameters: {p: a, q: [one]}\n',
  'b.yaml': 'parameters: {q: [two]}\nparameter_defaults: {p: b}\nencrypted_param_names: [p]\n',
};

function values(more: Partial<CompileInput>): unknown {
  const { parameters } = compile(text, more);
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

describe('several environments', () => {
  it('are merged in their order; what the request gives beside them wins, and its environment does not count', () => {
    const environmentFiles = ['a.yaml', 'b.yaml'];
    assert.deepEqual(values({ files, environmentFiles: ['a.yaml'] }), { p: 'a', q: ['one'], s: '******' });
    const more = { files, environmentFiles, environment: { parameters: { zz: 1 } } };
    assert.deepEqual(values({ ...more, parameters: { q: 'three' } }), {
      p: '******',
      q: ['three'],
      s: '******',
    });
    assert.deepEqual(compile(text, more).environment, {
      parameters: { p: 'a', q: ['one', 'two'] },
      parameter_defaults: { p: 'b' },
      resource_registry: { resources: {} },
      event_sinks: [],
      encrypted_param_names: ['p'],
    });
  });

  it('a parameter that an environment says is to be encrypted is secret as a hidden one is', () => {
    const output = 'outputs: {o: {value: {get_param: p}}}\n';
    const environment = { encrypted_param_names: ['p'], parameters: { p: 'v' } };
    const { outputs, hidden } = compile(text + output, { environment });
    assert.deepEqual(outputs[0]?.value, { lit: 'v', secret: true });
    assert.deepEqual(hidden, ['v', 'x']);
  });

  it('an update keeps what was there, but for what is cleared or the template does not know any more', () => {
    const keptEnvironment = {
      parameters: { p: 'kept', q: 'kept', gone: 1 },
      parameter_defaults: { s: 'old' },
      resource_registry: { A: 'B', C: 'D', resources: { a: { hooks: 'pre-create' } } },
    };
    const environment = {
      parameters: { p: 'new' },
      resource_registry: { A: null, resources: { b: { X: 'Y' } } },
    };
    const compiled = compile(text, { keptEnvironment, environment, clearParameters: ['q'] });
    assert.deepEqual(compiled.environment.parameters, { p: 'new' });
    assert.deepEqual(compiled.environment.parameter_defaults, { s: 'old' });
    assert.deepEqual(compiled.environment.resource_registry, {
      C: 'D',
      resources: { a: { hooks: 'pre-create' }, b: { X: 'Y' } },
    });
  });

  it('null takes back a value that was kept, wherever it is given', () => {
    const keptEnvironment = { parameters: { p: 'kept', q: 'kept' } };
    const more = { keptEnvironment, parameters: { p: null }, environment: { parameters: { q: null } } };
    assert.deepEqual(values(more), { p: 'd', q: [], s: '******' });
    assert.deepEqual(compile(text, more).environment.parameters, {});
  });

  it('the operator’s defaults lie under the user’s', () => {
    const globalEnvironment = { parameter_defaults: { p: 'all', q: 'all' } };
    const environment = { parameter_defaults: { p: 'mine' } };
    assert.deepEqual(values({ globalEnvironment, environment }), { p: 'mine', q: ['all'], s: '******' });
    assert.deepEqual(compile(text, { globalEnvironment, environment }).environment.parameter_defaults, {
      p: 'mine',
    });
  });

  it('each fault names its file, with line and column', () => {
    const faults = faultsOf(text, {
      environmentFiles: ['one.yaml', 'two.yaml', 'three.yaml'],
      files: {
        'one.yaml': 'parameters:\n  p: a\nparameter_merge_strategies: {p: merge}\n',
        'two.yaml': '\nparameters:\n  r: 1\nparameter_merge_strategies: {p: overwrite, q: merg}\n',
      },
    });
    assert.deepEqual(
      faults.map(({ path, line, column }) => [path, line, column]),
      [
        ['two.yaml: parameter_merge_strategies.q', 4, 44],
        ['environment_files', undefined, undefined],
      ],
    );
    const more = { environmentFiles: ['one.yaml', 'two.yaml'] };
    const late = faultsOf(text, {
      ...more,
      files: {
        'one.yaml': 'parameters:\n  p: a\nparameter_merge_strategies: {p: merge}\n',
        'two.yaml': '\nparameters:\n  p: b\n  pp: 1\nparameter_merge_strategies: {p: overwrite}\n',
      },
    });
    assert.deepEqual(
      late.map(({ path, line, hint }) => [path, line, hint]),
      [
        ['two.yaml: parameter_merge_strategies.p', 5, undefined],
        ['two.yaml: parameters', 2, 'did you mean "p"?'],
      ],
    );
  });

  const refused: readonly (readonly [environment: string, message: RegExp, hint?: RegExp])[] = [
    ['zz: 1', /^environment has wrong section "zz"$/],
    ['parameter: {}', /^environment has wrong section "parameter"$/, /did you mean "parameters"\?/],
    ['parameters:', /^environment has empty section "parameters"$/],
    ['encrypted_param_names: p', /must be a list of names/],
    ['resource_registry: []', /must be a map/],
    ['[]', /^The environment is not a valid YAML mapping data type\.$/],
  ];
  for (const [environment, message, hint] of refused) {
    it(`refuse ${environment}`, () => {
      const [fault] = faultsOf(text, { environment });
      assert.match(fault?.message ?? '', message);
      if (hint) assert.match(fault?.hint ?? '', hint);
    });
  }

  it('without anything in it an environment says nothing', () => {
    for (const environment of ['', '{}', '# nothing\n', {}])
      assert.deepEqual(values({ environment }), { p: 'd', q: [], s: '******' });
  });
});
