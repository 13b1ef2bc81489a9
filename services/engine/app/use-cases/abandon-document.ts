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
  /** Told, and not adopted, as in Heat. */
  readonly tags?: readonly string[];
  readonly resources: {
    readonly [name: string]: {
      readonly name: string;
      /** Null while there is no thing. */
      readonly resource_id: string | null;
      readonly type: string;
      readonly action: string;
      readonly status: string;
      readonly resource_data: JsonObject;
      readonly metadata: Json;
    };
  };
}
