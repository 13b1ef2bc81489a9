import { IsothermError } from '../../../../lib/errors.js';
import { keepsItsThing } from '../../core/facts/marked.js';
import type { Request } from '../../core/goal.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { Seal } from '../instance-rows.js';
import type { AbandonDocument } from './abandon-document.js';
import { noResource } from './not-found.js';
import type { GoalRequest } from './use-cases.js';

/**
 * Requests that the things named by `imports` become the resources'.
 * @param data what is known of them beside, sealed, by resource
 * @throws IsothermError `resource.not-found` for a resource that the goal does not have, `request.invalid` for no id.
 */
export function importRequests(
  stack: { readonly name: string },
  revision: number,
  imports: GoalRequest['imports'],
  resources: ReadonlySet<string>,
  data: ReadonlyMap<string, string> = NO_DATA,
): Request[] {
  return Object.entries(imports ?? {}).map(([resource, physicalId]) => {
    if (!resources.has(resource)) throw noResource(stack, resource, resources);
    if (physicalId === '')
      throw new IsothermError(
        'request.invalid',
        `The import of ${resource} needs the physical id of a thing, not "".`,
      );
    const known = data.get(resource);
    return {
      number: revision,
      verb: 'import',
      resource,
      argument: physicalId,
      ...(known !== undefined && { data: known }),
    };
  });
}

const NO_DATA: ReadonlyMap<string, string> = new Map();

/**
 * A resource keeps the thing that it has: another one is not taken over beside it. The same one is nothing new.
 * @param snapshot undefined: the stack is not in this engine's memory, and the loop decides
 * @throws IsothermError `resource.has-thing`
 */
export function refuseSecondThings(
  { name: stack }: { readonly name: string },
  snapshot: Snapshot | undefined,
  imports: GoalRequest['imports'],
): void {
  for (const [resource, physicalId] of Object.entries(imports ?? {})) {
    const has = snapshot?.resources.get(resource)?.instances.find(keepsItsThing);
    if (!has || has.physicalId === physicalId) continue;
    const what = has.physicalId === '' ? 'a thing that is being made' : `the thing ${has.physicalId}`;
    throw new IsothermError(
      'resource.has-thing',
      `Resource ${resource} of Stack ${stack} has ${what} already and cannot take over ${physicalId}: import that into a resource of another name, or take ${resource} out of the template first (deletion_policy: Retain leaves its thing).`,
    );
  }
}

/** What adopting asks for: what the request leaves out is as the document has it. */
export function adoptedRequest(document: AbandonDocument, request: GoalRequest): GoalRequest {
  const files: Record<string, string> = {};
  for (const [name, content] of Object.entries(document.files))
    if (typeof content === 'string') files[name] = content;
  return {
    ...request,
    template: request.template ?? document.template,
    files: request.files ?? files,
  };
}

/** The things of the document that the goal has a resource for; what is named in the request itself comes first. */
export function adoptedImports(
  document: AbandonDocument,
  request: GoalRequest,
  resources: ReadonlySet<string>,
): NonNullable<GoalRequest['imports']> {
  const imports: Record<string, string> = {};
  for (const [name, thing] of Object.entries(document.resources)) {
    if (resources.has(name) && typeof thing.resource_id === 'string' && thing.resource_id !== '')
      imports[name] = thing.resource_id;
  }
  return { ...imports, ...request.imports };
}

/** What the document knows of the values that lived in the engine, as it is stored with the requests; not of other things than its own. */
export function adoptedData(
  seal: Seal,
  document: AbandonDocument,
  imports: NonNullable<GoalRequest['imports']>,
): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  for (const [name, { resource_id: id, resource_data: known }] of Object.entries(document.resources)) {
    if (imports[name] === id && Object.keys(known).length > 0)
      data.set(name, seal.seal(JSON.stringify(known)));
  }
  return data;
}
