import assert from 'node:assert/strict';
import { compile } from './compile-text.js';

const asking = (version: string, call: string) =>
  `heat_template_version: ${version}\nresources: {a: {type: T, properties: {v: {${call}}}}}`;

describe('resource_facade', () => {
  it('is refused in a stack that is not nested, with what to do', () => {
    assert.throws(() => compile(asking('2018-08-31', 'resource_facade: metadata')), {
      code: 'template.invalid',
      message: /"resource_facade" speaks of the resource that a nested stack stands for/,
    });
  });

  it('is no fault of a template that is only validated: it may be meant for a nested stack', () => {
    compile(asking('2018-08-31', 'resource_facade: metadata'), { requireParameterValues: false });
    const wrong = () =>
      compile(asking('2018-08-31', 'resource_facade: name'), { requireParameterValues: false });
    assert.throws(wrong, { message: /should be one of: metadata, deletion_policy, update_policy/ });
  });

  it('has the value of the resource above', () => {
    const parent = { metadata: { role: 'db' }, deletionPolicy: 'Retain', updatePolicy: {} };
    const [hot] = compile(asking('2018-08-31', 'resource_facade: metadata'), { parent }).resources;
    assert.deepEqual(hot?.properties['v'], { lit: { role: 'db' } });
    const [cloud] = compile(asking('2013-05-23', 'Fn::ResourceFacade: DeletionPolicy'), { parent }).resources;
    assert.deepEqual(cloud?.properties['v'], { lit: 'Retain' });
  });
});
