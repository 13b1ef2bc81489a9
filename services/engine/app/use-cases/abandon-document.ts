import type { Json, JsonObject } from '../../../../lib/json.js';

/** Heat's abandon document: its keys are Heat's. */
export interface AbandonDocument {
  readonly name: string;
  readonly id: string;
  readonly action: string;
  readonly status: string;
  readonly template: JsonObject;
  readonly environment: JsonObject;
  readonly files: JsonObject;
  readonly project_id: string;
  readonly resources: {
    readonly [name: string]: {
      readonly name: string;
      readonly resource_id: string;
      readonly type: string;
      readonly action: string;
      readonly status: string;
      readonly resource_data: JsonObject;
      readonly metadata: Json;
    };
  };
}
