/** Records in `proto/isotherm/v1/worker.proto`, and their plain messages. */
import type {
  JobRef,
  RecordOperation,
  RecordOutcome,
  RecordReply,
  RecordRequest,
} from '../protocol/worker.js';
import { given, numberOf, wordOf } from './common-codec.js';

export type RecordRequestWire = Omit<RecordRequest, 'ref' | 'operation'> & {
  readonly ref: JobRef | null;
  readonly operation: number;
};

export type RecordReplyWire = Omit<RecordReply, 'ref' | 'outcome'> & {
  readonly ref: JobRef | null;
  readonly outcome: number;
};

const OPERATIONS: readonly RecordOperation[] = ['create', 'find', 'read', 'adopt', 'delete'];
const OUTCOMES: readonly RecordOutcome[] = ['done', 'absent', 'refused', 'unavailable', 'failed'];

export function encodeRecordRequest(request: RecordRequest): RecordRequestWire {
  return { ...request, operation: numberOf(OPERATIONS, request.operation) };
}

/** @throws BadMessage */
export function decodeRecordRequest(wire: RecordRequestWire): RecordRequest {
  return {
    ...wire,
    ref: given(wire.ref, 'ref'),
    operation: wordOf(OPERATIONS, wire.operation, 'operation'),
  };
}

export function encodeRecordReply(reply: RecordReply): RecordReplyWire {
  return { ...reply, outcome: numberOf(OUTCOMES, reply.outcome) };
}

/** @throws BadMessage */
export function decodeRecordReply(wire: RecordReplyWire): RecordReply {
  return { ...wire, ref: given(wire.ref, 'ref'), outcome: wordOf(OUTCOMES, wire.outcome, 'outcome') };
}
