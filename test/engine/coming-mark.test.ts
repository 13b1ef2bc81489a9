import assert from 'node:assert/strict';
import { comingMark } from '../../services/engine/app/use-cases/coming-mark.js';
import type { Request } from '../../services/engine/core/goal.js';

const mark = (number: number, verb: Request['verb'], resource: string, argument = ''): Request => ({
  number,
  verb,
  resource,
  argument,
});

describe('a mark that the loop has not seen', () => {
  const requests = [mark(2, 'unhealthy', 'a', 'gone'), mark(3, 'check', 'a'), mark(4, 'unhealthy', 'b')];
  const at = (seen: number, resource: string, more: readonly Request[] = [], isUnhealthy = false) =>
    comingMark({ seen, modes: { requests: [...requests, ...more] } }, resource, isUnhealthy);

  it('is shown from the moment that its request was answered', () => {
    assert.deepEqual(at(1, 'a'), { action: 'CHECK', status: 'FAILED', statusReason: 'gone' });
    assert.deepEqual(at(3, 'b'), { action: 'CHECK', status: 'FAILED', statusReason: 'marked unhealthy' });
  });

  it('is the loop’s to tell of once it was seen, and says nothing of other resources', () => {
    assert.equal(at(2, 'a'), undefined);
    assert.equal(at(1, 'c'), undefined);
  });

  it('is taken back by the one after it', () => {
    assert.deepEqual(at(1, 'a', [mark(5, 'healthy', 'a')]), {
      action: 'CHECK',
      status: 'COMPLETE',
      statusReason: 'marked healthy',
    });
  });

  it('as healthy is shown of what is not alone', () => {
    assert.equal(at(4, 'c', [mark(5, 'healthy', 'c')]), undefined);
    assert.equal(at(4, 'c', [mark(5, 'healthy', 'c')], true)?.statusReason, 'marked healthy');
  });
});
