import type { JsonObject } from '../../../../lib/json.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { RevisionRecord } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import type { Resident } from '../resident.js';
import type { AbandonDocument } from './abandon-document.js';
import { keptRequest, type KeptRequest, type KeptRequestPorts } from './kept-request.js';
import { resourceViews, standing } from './show-stack.js';

/** Makes an object of the text of a template. @throws IsothermError as compiling does */
export type ReadDocument = (text: string, name: 'template' | 'environment') => Promise<JsonObject>;

export interface StackDocumentPorts extends KeptRequestPorts {
  readonly loadRevision: (stackId: string, number?: number) => Promise<RevisionRecord | undefined>;
  readonly readDocument: ReadDocument;
}

/** Heat's abandon document of a stack as it stands. Its parameters are not masked: with them the stack is adopted elsewhere. */
export async function stackDocument(
  ports: StackDocumentPorts,
  stack: StackRecord,
  { snapshot, hidden }: Resident,
): Promise<AbandonDocument> {
  const stored = await ports.loadRevision(stack.id);
  const kept: KeptRequest = stored
    ? await keptRequest(ports, stored)
    : { template: '{}', environment: {}, files: {} };
  const resources = resourceViews(snapshot, hidden).map(
    ({ name, type, physicalId, action, status, metadata }) => {
      const data = valueInEngine(snapshot, name);
      const thing = {
        name,
        resource_id: physicalId || null,
        type,
        action,
        status,
        resource_data: data,
        metadata,
      };
      return [name, thing] as const;
    },
  );
  return {
    name: stack.name,
    id: stack.id,
    action: stack.action,
    status: stack.status,
    template: await ports.readDocument(kept.template, 'template'),
    environment: kept.environment,
    files: kept.files,
    project_id: stack.tenant,
    tags: stack.tags,
    resources: Object.fromEntries(resources),
  };
}

/** Of a type whose value lives in the engine that value, which nobody could look up elsewhere; as in Heat it is not masked. */
function valueInEngine(snapshot: Snapshot, name: string): JsonObject {
  const resource = snapshot.resources.get(name);
  const instance = resource && standing(resource);
  if (!instance || snapshot.rules.typeOf(instance.type)?.observed !== 'by report') return {};
  return { ...instance.attributes };
}
