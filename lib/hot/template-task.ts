import type { ResourceTypeSchema } from '../handler/contract.js';
import type { Json, JsonObject } from '../json.js';
import { compileGoal, type CompiledGoal, type OpenGoal, type PlainInput } from './compile-request.js';
import { setProperties, type EditedTemplate } from './edit-template.js';
import type { TemplateLimits } from './limits.js';
import type { PropertyEdit } from './property-edit.js';
import { readDocument } from './read-document.js';

/** What takes long with a large template: plain data, as it crosses between threads. */
export type TemplateTask =
  | { readonly kind: 'compile'; readonly input: PlainInput }
  /** As `setProperties`. */
  | {
      readonly kind: 'edit';
      readonly template: string;
      readonly edits: readonly PropertyEdit[];
      readonly parameters: JsonObject;
      readonly limits: TemplateLimits;
    }
  /** As `readDocument`. */
  | { readonly kind: 'read'; readonly text: string; readonly name: string; readonly limits: TemplateLimits };

/** What comes of each kind. */
export interface TaskAnswers {
  readonly compile: CompiledGoal | OpenGoal;
  readonly edit: EditedTemplate;
  readonly read: Json;
}

/** @param types undefined: they are not checked. */
export function runTask(
  task: TemplateTask,
  types: ReadonlyMap<string, ResourceTypeSchema> | undefined,
): TaskAnswers[TemplateTask['kind']] {
  switch (task.kind) {
    case 'compile':
      return compileGoal(task.input, types);
    case 'edit': {
      const { template, edits, parameters, limits } = task;
      const resourceType = types && ((type: string) => types.get(type));
      return setProperties(template, edits, parameters, { limits, ...(resourceType && { resourceType }) });
    }
    case 'read':
      return readDocument(task.text, task.name, task.limits);
  }
}
