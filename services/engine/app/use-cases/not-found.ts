import { IsothermError } from '../../../../lib/errors.js';
import { nearestName } from '../../../../lib/hot/nearest-name.js';

export function noStack(nameOrId: string): IsothermError {
  return new IsothermError('stack.not-found', `The Stack (${nameOrId}) could not be found.`);
}

/** @param names of the stack's resources, for the one that may have been meant */
export function noResource(
  stack: { readonly name: string },
  resource: string,
  names: Iterable<string> = [],
): IsothermError {
  const near = nearestName(resource, names);
  const hint = near ? ` Did you mean ${near}?` : '';
  return new IsothermError(
    'resource.not-found',
    `The Resource (${resource}) could not be found in Stack ${stack.name}.${hint}`,
  );
}

export function noRevision(
  stack: { readonly name: string; readonly revision: number },
  number: number,
): IsothermError {
  return new IsothermError(
    'revision.not-found',
    `The Revision (${String(number)}) could not be found in Stack ${stack.name}: its revisions are numbered from 1 to ${String(stack.revision)}.`,
  );
}

export function noSnapshot(id: string): IsothermError {
  return new IsothermError('snapshot.not-found', `Snapshot with id ${id} not found`);
}
