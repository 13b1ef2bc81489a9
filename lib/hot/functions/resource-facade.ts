import type { ParentResource } from '../compile-input.js';
import { FunctionFault, unknowable, type TemplateFunction } from './function.js';

/** `resource_facade: metadata`: what the resource says, in the template above, that this nested stack stands for. */
export const resourceFacade = facade({
  metadata: 'metadata',
  deletion_policy: 'deletionPolicy',
  update_policy: 'updatePolicy',
});

/** `Fn::ResourceFacade: Metadata`: the same in the words of CloudFormation. */
export const cloudResourceFacade = facade({
  Metadata: 'metadata',
  DeletionPolicy: 'deletionPolicy',
  UpdatePolicy: 'updatePolicy',
});

/** Known whenever the template is compiled, so that no call is ever stored. */
function facade(parts: Readonly<Record<string, keyof ParentResource>>): TemplateFunction {
  return {
    call: 'resource_facade',
    compile(args, { name, parent }) {
      const part = typeof args === 'string' && Object.hasOwn(parts, args) ? parts[args] : undefined;
      if (part === undefined) {
        const allowed = Object.keys(parts).join(', ');
        throw new FunctionFault(`Incorrect arguments to "${name}" should be one of: ${allowed}`);
      }
      if (parent === 'unknown') return unknowable;
      if (parent) return { lit: parent[part] };
      throw new FunctionFault(
        `"${name}" speaks of the resource that a nested stack stands for, and this stack is not nested`,
        undefined,
        'give the value itself, or use the template as a resource of another one',
      );
    },
    evaluate: () => undefined,
  };
}
