import assert from 'node:assert/strict';
import { jobReport } from '../../services/engine/app/messages.js';
import { seenWithoutSecrets, withoutSecrets } from '../../services/engine/app/hide-secrets.js';
import { Story, ready, seen } from '../core/story.js';
import { SERVER, VAULT, attr, resource } from '../core/types.js';

describe('what a worker or an observer tells is without secrets (R15)', () => {
  const TOKEN = 'a-token-of-it';

  it('also without those that an instance was given only in part', () => {
    const stack = new Story();
    stack.put([resource('a', VAULT), resource('b', SERVER, { on: attr('a', 'token') })]);
    stack.succeeds('a', 'a-1', { ...ready(), attributes: { token: TOKEN } });
    const { ordinal, fence } = stack.job('b');
    const told = `cannot log in with ${TOKEN}`;
    const report = jobReport(
      {
        ref: { jobId: '', fence },
        stackId: '',
        instanceId: '',
        outcome: 'permanent',
        physicalId: '',
        observation: { status: 'broken', properties: '', attributes: '', reason: told },
        error: told,
        data: '',
        watchPeriodMs: 0,
        pendingTimeoutMs: 0,
        made: false,
        againMs: 0,
      },
      { stackId: '', ordinal, type: SERVER.type, resource: 'b' },
      'n',
    );
    const hidden = withoutSecrets(stack.resident, report);
    assert.ok(hidden.error.startsWith('cannot log in with '));
    assert.equal(JSON.stringify(hidden).includes(TOKEN), false);
    const fact = { ordinal, epoch: 1, sequence: 1, look: { ...seen('broken'), reason: told } };
    assert.equal(seenWithoutSecrets(stack.resident, fact).look.reason.includes(TOKEN), false);
  });
});
