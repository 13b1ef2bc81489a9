import assert from 'node:assert/strict';
import type { Resource, StackEvent } from '../../../cli/client.js';
import { ProgressState } from '../../../cli/progress/model.js';

const listed: Resource = {
  resource_name: 'server',
  resource_type: 'Local::Process',
  physical_resource_id: 'old',
  resource_status: 'CREATE_COMPLETE',
  resource_status_reason: '',
  requires: [],
  started_time: null,
  ended_time: null,
  held_by_hook: null,
};

function event(status: string, physicalId: string): StackEvent {
  return {
    id: '1',
    event_time: '2026-01-01T00:00:00Z',
    resource_name: 'server',
    physical_resource_id: physicalId,
    resource_status: status,
    resource_status_reason: '',
    sequence: 1,
  };
}

describe('The progress of a stack', () => {
  const shown = (...events: StackEvent[]) => {
    const state = new ProgressState({ id: 'id', name: 'stack' }, 'CREATE_COMPLETE', 0);
    state.list([listed], 0);
    for (const each of events) state.event(each, 1);
    return state.model().resources[0]?.status;
  };

  it('shows the successor of a thing that was replaced, not the end of the old one', () => {
    const replaced = [event('CREATE_IN_PROGRESS', ''), event('CREATE_COMPLETE', 'new')];
    assert.equal(shown(...replaced, event('DELETE_COMPLETE', 'old')), 'CREATE_COMPLETE');
  });

  it('shows that a thing was deleted which has no successor', () => {
    assert.equal(shown(event('DELETE_COMPLETE', 'old')), 'DELETE_COMPLETE');
  });
});
