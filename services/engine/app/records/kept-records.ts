import type { JsonObject } from '../../../../lib/json.js';
import type { JobRun } from '../../store/for-job.js';

/** A job that asks for a record. */
export interface AskingJob extends JobRun {
  /** Of the create of its instance: the record that this makes has its id from it. */
  readonly key: string;
}

/**
 * Records of one kind, in the tenant of the job's stack. Undefined: there is none.
 * Each throws StaleJob once the job is not the newest run of its instance, and an IsothermError for what is refused, or with
 * `retry: 'later'` may go well later.
 */
export interface KeptRecords {
  /** Made once for a key. @returns its id */
  create(job: AskingJob, content: JsonObject): Promise<string>;
  /** The id of what was made for the key. */
  find(job: AskingJob): Promise<string | undefined>;
  read(job: AskingJob, id: string): Promise<JsonObject | undefined>;
  /** It becomes the thing of the job's instance. */
  adopt(job: AskingJob, id: string): Promise<JsonObject | undefined>;
  /** Nothing is left afterwards. */
  delete(job: AskingJob, id: string): Promise<void>;
}
