import assert from 'node:assert/strict';
import type { Created } from '../../lib/handler/contract.js';
import { RecordingTracer } from '../support/recording-tracer.js';
import { settled } from '../support/manual-clock.js';
import { job, named, sessionWith, SteeredHandler } from './session-under-test.js';

describe('the span of a handler', () => {
  const goal = JSON.stringify({ password: 'hunter22' });

  it('belongs to that of its job, and holds what the handler does', async () => {
    const tracer = new RecordingTracer();
    const within: string[] = [];
    class Looking extends SteeredHandler {
      override async create(...given: Parameters<SteeredHandler['create']>): Promise<Created> {
        const made = await super.create(...given);
        within.push(tracer.current());
        return made;
      }
    }
    const handler = new Looking();
    const at = sessionWith(handler, 4, undefined, tracer);
    await at.connect();
    await at.push(job({ traceParent: 'of-the-job', attempt: 2, goal, secretProperties: ['password'] }));
    assert.equal(tracer.last.ended, false);
    handler.last.end({ physicalId: 'p' });
    await settled();
    const { name, kind, parent, attributes, ended, failure } = tracer.last;
    assert.deepEqual(within, [tracer.last.traceParent]);
    assert.deepEqual([name, kind, parent], ['handler CREATE Test::Thing', 'server', 'of-the-job']);
    assert.deepEqual([ended, failure], [true, undefined]);
    assert.deepEqual(attributes, {
      'isotherm.stack.id': 's1',
      'isotherm.stack.name': 'shop',
      'isotherm.resource.name': 'r1',
      'isotherm.resource.type': 'Test::Thing',
      'isotherm.job.action': 'CREATE',
      'isotherm.job.attempt': 2,
      'isotherm.job.outcome': 'succeeded',
    });
  });

  it('says that it failed, and leaves it to the engine to say why', async () => {
    const tracer = new RecordingTracer();
    const handler = new SteeredHandler();
    const at = sessionWith(handler, 4, undefined, tracer);
    await at.connect();
    await at.push(job({ goal }));
    handler.last.fail(named('Permanent', 'refused: hunter'));
    await settled();
    assert.deepEqual([tracer.last.attributes['error.type'], tracer.last.failure], ['permanent', '']);
    assert.ok(!JSON.stringify(tracer.spans).includes('hunter'));
  });
});
