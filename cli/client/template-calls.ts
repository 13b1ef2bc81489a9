import type { Json } from '../../lib/json.js';
import { stackPath, type Api, type StackRef } from './api.js';

export interface TemplateVersion {
  readonly version: string;
  readonly type: string;
  readonly aliases: readonly string[];
}

export interface TemplateFunction {
  readonly functions: string;
  readonly description: string;
}

/** Templates: which there may be, and those that stacks have. */
export class TemplateCalls {
  constructor(private readonly api: Api) {}

  async versions(): Promise<readonly TemplateVersion[]> {
    return (await this.api.json<{ template_versions: TemplateVersion[] }>('/template_versions'))
      .template_versions;
  }

  async functions(version: string, conditions: boolean): Promise<readonly TemplateFunction[]> {
    const path = `/template_versions/${encodeURIComponent(version)}/functions?with_condition_func=${String(conditions)}`;
    return (await this.api.json<{ template_functions: TemplateFunction[] }>(path)).template_functions;
  }

  /** As it was given. */
  ofStack(stack: StackRef): Promise<Json> {
    return this.api.json(`${stackPath(stack)}/template`);
  }
}
