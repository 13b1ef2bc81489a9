import { IsothermError } from '../../../../lib/errors.js';
import type { RecordKind } from '../../../../lib/handler/records.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { RecordReply, RecordRequest } from '../../../../lib/protocol/worker.js';
import { StaleJob } from '../../store/for-job.js';
import { jobTarget } from '../job-id.js';
import { createKey } from '../messages.js';
import type { AskingJob, KeptRecords } from './kept-records.js';

type Kinds = { readonly [kind in RecordKind]: KeptRecords };
type Result = Pick<RecordReply, 'outcome' | 'id' | 'content' | 'reason'>;

const NOTHING: Result = { outcome: 'absent', id: '', content: '', reason: '' };

/** Does what jobs ask for with the things that the engine keeps itself. The job's row authorises, so any engine can do it. */
export class Records {
  constructor(
    private readonly kinds: Kinds,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** @returns `stale`: the job is to be cancelled */
  async answer(request: RecordRequest): Promise<RecordReply | 'stale'> {
    const { ref, number } = request;
    const target = jobTarget(ref.jobId);
    if (!target) return 'stale';
    const { stackId: stack, ordinal } = target;
    const job = { stack, ordinal, fence: ref.fence, key: createKey(stack, target) };
    try {
      return { ref, number, ...(await this.result(job, request)) };
    } catch (error) {
      if (error instanceof StaleJob) return 'stale';
      return { ref, number, ...NOTHING, ...this.failure(error, request) };
    }
  }

  private async result(job: AskingJob, { operation, kind, id, content }: RecordRequest): Promise<Result> {
    const records = Object.hasOwn(this.kinds, kind) ? this.kinds[kind as RecordKind] : undefined;
    if (!records)
      throw new IsothermError('request.invalid', `This engine keeps no records of the kind "${kind}".`);
    switch (operation) {
      case 'create':
        return named(await records.create(job, parsed(content)));
      case 'find':
        return named(await records.find(job));
      case 'read':
        return told(await records.read(job, id));
      case 'adopt':
        return told(await records.adopt(job, id));
      case 'delete':
        await records.delete(job, id);
        return { ...NOTHING, outcome: 'done' };
    }
  }

  private failure(
    error: unknown,
    { ref, operation, kind }: RecordRequest,
  ): Pick<Result, 'outcome' | 'reason'> {
    if (error instanceof IsothermError)
      return { outcome: error.retry === 'later' ? 'unavailable' : 'refused', reason: error.message };
    this.log.warn({ err: error, job: ref.jobId, operation, kind }, 'a record could not be had');
    return { outcome: 'failed', reason: `the engine could not ${operation} the ${kind}` };
  }
}

/** What is no JSON is not quoted: it may be a secret. */
function parsed(content: string): JsonObject {
  try {
    return JSON.parse(content) as JsonObject;
  } catch {
    throw new IsothermError(
      'request.invalid',
      'The content of a record is to be JSON, and this one is none.',
    );
  }
}

function named(id: string | undefined): Result {
  return id === undefined ? NOTHING : { ...NOTHING, outcome: 'done', id };
}

function told(content: JsonObject | undefined): Result {
  return content ? { ...NOTHING, outcome: 'done', content: JSON.stringify(content) } : NOTHING;
}
